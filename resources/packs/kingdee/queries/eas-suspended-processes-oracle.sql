select * from (
  select p.FPROCDEFNAME_L2 as process_name,
         p.FSTATE as state,
         case when p.FSTATE like '%suspended%' then 'suspended' else 'open' end as kind,
         count(*) as instances,
         max(p.FPROCINSTID) as one_instance
  from T_WFR_PROCINST p
  where p.FSTATE not like 'closed%'
  group by p.FPROCDEFNAME_L2, p.FSTATE
  order by case when p.FSTATE like '%suspended%' then 0 else 1 end, count(*) desc
) where rownum <= 500
