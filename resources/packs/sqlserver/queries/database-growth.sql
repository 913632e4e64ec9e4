with months as (
  select b.database_name as database_name,
         convert(char(7), b.backup_finish_date, 120) as month_start,
         max(b.backup_size) / 1048576 as size_mb
  from msdb.dbo.backupset b
  where b.type = 'D'
    and b.backup_finish_date >= dateadd(month, -cast(:months as int), getdate())
  group by b.database_name, convert(char(7), b.backup_finish_date, 120)
), compared as (
  select m.database_name as database_name,
         m.month_start as month_start,
         m.size_mb as size_mb,
         lag(m.size_mb) over (partition by m.database_name order by m.month_start) as before_mb
  from months m
)
select database_name,
       month_start,
       cast(size_mb as decimal(18, 1)) as size_mb,
       cast(size_mb - before_mb as decimal(18, 1)) as growth_mb,
       cast(100 * (size_mb - before_mb) / nullif(before_mb, 0) as decimal(9, 1)) as growth_percent
from compared
order by database_name, month_start desc
