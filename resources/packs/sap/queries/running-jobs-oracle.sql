select * from (
  select t.JOBNAME as job_name,
         t.JOBCOUNT as job_count,
         t.STRTDATE as start_date,
         t.STRTTIME as start_time,
         case when t.STRTDATE < to_char(sysdate, 'YYYYMMDD') then 1 else 0 end as started_before_today,
         t.SDLUNAME as scheduled_by,
         t.EXECSERVER as server,
         t.WPNUMBER as work_process
  from TBTCO t
  where t.STATUS = 'R'
  order by t.STRTDATE, t.STRTTIME, t.JOBNAME
) where rownum <= 500
