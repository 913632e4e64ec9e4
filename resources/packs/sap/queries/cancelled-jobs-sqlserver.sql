select top (500) t.JOBNAME as job_name,
       t.SDLUNAME as scheduled_by,
       count(*) as cancellations,
       max(t.ENDDATE) as last_date,
       max(t.JOBCOUNT) as last_job_count,
       max(t.EXECSERVER) as server
from TBTCO t
where t.STATUS = 'A'
  and t.ENDDATE >= convert(char(8), dateadd(day, -cast(:days as int), getdate()), 112)
group by t.JOBNAME, t.SDLUNAME
order by count(*) desc, t.JOBNAME
