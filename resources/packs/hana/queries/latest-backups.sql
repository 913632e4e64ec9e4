select b.entry_type_name as entry_type,
       max(b.sys_start_time) as last_start,
       max(case when b.state_name = 'successful' then b.sys_end_time end) as last_success,
       round(seconds_between(max(case when b.state_name = 'successful' then b.sys_end_time end), current_timestamp) / 3600, 1) as success_hours,
       case when max(b.sys_start_time) = max(case when b.state_name = 'failed' then b.sys_start_time end) then 'failed' else 'not failed' end as state,
       sum(case when b.state_name = 'failed' and b.sys_start_time >= add_days(current_timestamp, -7) then 1 else 0 end) as failures_in_7_days,
       count(*) as catalog_entries
from sys.m_backup_catalog b
group by b.entry_type_name
order by success_hours desc, entry_type
