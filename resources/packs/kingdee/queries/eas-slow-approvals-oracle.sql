select * from (
  select d.FACTDEFNAME_L2 as step_name,
         count(*) as tasks,
         round(avg((cast(d.FENDTIME as date) - cast(d.FCREATEDTIME as date)) * 24), 1) as mean_hours,
         round(max((cast(d.FENDTIME as date) - cast(d.FCREATEDTIME as date)) * 24), 1) as longest_hours
  from T_WFR_ASSIGNDETAIL d
  where d.FENDTIME is not null
    and d.FENDTIME >= sysdate - to_number(:days)
  group by d.FACTDEFNAME_L2
  order by avg((cast(d.FENDTIME as date) - cast(d.FCREATEDTIME as date)) * 24) desc
) where rownum <= 200
