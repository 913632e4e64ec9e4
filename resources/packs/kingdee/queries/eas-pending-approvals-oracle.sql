select * from (
  select w.FASSIGNID as assignment_id,
         w.FSUBJECT_L2 as subject,
         w.FPROCDEFNAME_L2 as process_name,
         w.FACTDEFNAME_L2 as step_name,
         u.FNUMBER as handler_account,
         u.FNAME_L2 as handler_name,
         w.FSTATE as state,
         w.FCREATEDTIME as arrived_at,
         round((sysdate - cast(w.FCREATEDTIME as date)) * 24, 1) as waiting_hours
  from T_WFR_ASSIGN w
  left join T_PM_USER u on u.FID = w.FPERSONUSERID
  where w.FSTATE in (1, 2, 32)
  order by w.FCREATEDTIME
) where rownum <= 1000
