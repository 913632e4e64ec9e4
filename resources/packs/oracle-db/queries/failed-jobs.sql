select * from (
  select n.owner_name as owner_name,
         n.job_name as job_name,
         count(*) as failures,
         max(n.actual_start_date) as last_failure,
         max(case when n.newest = 1 then n.error_number end) as last_error_number,
         max(case when n.newest = 1 then n.additional_info end) as last_error,
         max(j.enabled) as enabled,
         max(j.state) as job_state
  from (
    select d.owner as owner_name, d.job_name, d.actual_start_date, d.error# as error_number, d.additional_info,
           row_number() over (partition by d.owner, d.job_name order by d.log_date desc) as newest
    from dba_scheduler_job_run_details d
    where d.status in ('FAILED', 'STOPPED')
      and d.log_date >= systimestamp - numtodsinterval(to_number(:days), 'DAY')
  ) n
  left join dba_scheduler_jobs j on j.owner = n.owner_name and j.job_name = n.job_name
  group by n.owner_name, n.job_name
  order by count(*) desc, max(n.actual_start_date) desc
) where rownum <= 500
