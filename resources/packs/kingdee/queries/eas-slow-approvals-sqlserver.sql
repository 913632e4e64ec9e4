select top (200)
       d.FACTDEFNAME_L2 as step_name,
       count(*) as tasks,
       avg(datediff(hour, d.FCREATEDTIME, d.FENDTIME) * 1.0) as mean_hours,
       max(datediff(hour, d.FCREATEDTIME, d.FENDTIME)) as longest_hours
from T_WFR_ASSIGNDETAIL d
where d.FENDTIME is not null
  and d.FENDTIME >= dateadd(day, -cast(:days as int), getdate())
group by d.FACTDEFNAME_L2
order by avg(datediff(hour, d.FCREATEDTIME, d.FENDTIME) * 1.0) desc
