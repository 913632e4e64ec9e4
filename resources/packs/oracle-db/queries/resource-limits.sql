select * from (
  select r.inst_id as instance_number,
         r.resource_name as resource_name,
         r.current_utilization as current_use,
         r.max_utilization as highest_use,
         trim(r.limit_value) as limit_value,
         case when regexp_like(trim(r.limit_value), '^[0-9]+$') and to_number(case when regexp_like(trim(r.limit_value), '^[0-9]+$') then trim(r.limit_value) end) > 0
              then round(100 * r.current_utilization / to_number(case when regexp_like(trim(r.limit_value), '^[0-9]+$') then trim(r.limit_value) end), 1) end as used_percent,
         case when regexp_like(trim(r.limit_value), '^[0-9]+$') and to_number(case when regexp_like(trim(r.limit_value), '^[0-9]+$') then trim(r.limit_value) end) > 0
              then round(100 * r.max_utilization / to_number(case when regexp_like(trim(r.limit_value), '^[0-9]+$') then trim(r.limit_value) end), 1) end as peak_percent
  from gv$resource_limit r
  where r.resource_name in ('processes', 'sessions', 'transactions', 'enqueue_locks', 'parallel_max_servers')
) order by peak_percent desc nulls last, resource_name, instance_number
