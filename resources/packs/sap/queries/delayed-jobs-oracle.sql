select * from (
  select t.JOBNAME as job_name,
         t.JOBCOUNT as job_count,
         t.STATUS as status,
         t.SDLSTRTDT as planned_date,
         t.SDLSTRTTM as planned_time,
         t.BTCSYSTEM as target_server,
         t.SDLUNAME as scheduled_by
  from TBTCO t
  where t.STATUS in ('S', 'Y')
    and t.SDLSTRTDT > '00000000'
    and t.SDLSTRTDT < to_char(sysdate, 'YYYYMMDD')
  order by t.SDLSTRTDT, t.SDLSTRTTM, t.JOBNAME
) where rownum <= 500
