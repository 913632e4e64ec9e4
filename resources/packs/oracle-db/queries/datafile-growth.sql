select to_char(f.creation_time, 'YYYY-MM') as month_start,
       count(*) as files,
       round(sum(f.bytes) / 1048576) as added_mb,
       round(sum(sum(f.bytes)) over (order by to_char(f.creation_time, 'YYYY-MM')) / 1048576) as total_mb,
       round(100 * ratio_to_report(sum(f.bytes)) over (), 1) as percent_of_all
from v$datafile f
group by to_char(f.creation_time, 'YYYY-MM')
order by month_start desc
