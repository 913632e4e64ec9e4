select top (500)
       j.name as job_name,
       j.enabled as enabled,
       count(*) as failures,
       max(h.run_date) as last_failure_date,
       max(cast(h.run_date as bigint) * 1000000 + h.run_time) as last_failure_number,
       (select top (1) x.message from msdb.dbo.sysjobhistory x where x.job_id = j.job_id and x.run_status = 0 order by x.instance_id desc) as last_message
from msdb.dbo.sysjobs j
join msdb.dbo.sysjobhistory h on h.job_id = j.job_id
where h.step_id = 0
  and h.run_status = 0
  and h.run_date >= cast(convert(char(8), dateadd(day, -cast(:days as int), getdate()), 112) as int)
group by j.name, j.enabled, j.job_id
order by failures desc, job_name
