select d.name as database_name,
       case when max(case when b.type = 'D' then b.backup_finish_date end) is null then 'no_full' else 'has_full' end as state,
       d.recovery_model_desc as recovery_model,
       max(case when b.type = 'D' then b.backup_finish_date end) as last_full,
       datediff(hour, max(case when b.type = 'D' then b.backup_finish_date end), getdate()) as full_hours,
       datediff(hour, max(case when b.type = 'I' then b.backup_finish_date end), getdate()) as differential_hours,
       case when d.recovery_model_desc <> 'SIMPLE' then datediff(hour, max(case when b.type = 'L' then b.backup_finish_date end), getdate()) end as log_hours,
       max(case when b.type = 'D' then cast(b.backup_size / 1048576 as bigint) end) as largest_full_mb,
       max(case when b.is_copy_only = 1 then 1 else 0 end) as has_copy_only,
       max(case when b.is_damaged = 1 then 1 else 0 end) as has_damaged
from sys.databases d
left join msdb.dbo.backupset b on b.database_name = d.name and b.server_name = @@servername
where d.name <> 'tempdb'
  and d.source_database_id is null
group by d.name, d.recovery_model_desc
order by case when max(case when b.type = 'D' then b.backup_finish_date end) is null then 0 else 1 end, full_hours desc, d.name
