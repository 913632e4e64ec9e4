select * from (
  select t.JOBNAME as job_name,
         t.SDLUNAME as scheduled_by,
         count(*) as cancellations,
         max(t.ENDDATE) as last_date,
         max(t.JOBCOUNT) as last_job_count,
         max(t.EXECSERVER) as server
  from TBTCO t
  where t.STATUS = 'A'
    and t.ENDDATE >= to_char(sysdate - to_number(:days), 'YYYYMMDD')
  group by t.JOBNAME, t.SDLUNAME
  order by count(*) desc, t.JOBNAME
) where rownum <= 500
