select * from (
  select u.FNUMBER as handler_account,
         max(u.FNAME_L2) as handler_name,
         count(*) as tasks,
         min(w.FCREATEDTIME) as oldest_arrival
  from T_WFR_ASSIGN w
  left join T_PM_USER u on u.FID = w.FPERSONUSERID
  where w.FSTATE in (1, 2, 32)
  group by u.FNUMBER
  order by count(*) desc
) where rownum <= 500
