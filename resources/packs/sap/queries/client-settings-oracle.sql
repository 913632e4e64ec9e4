select * from (
  select t.MANDT as client,
         t.MTEXT as client_name,
         t.CCCATEGORY as role,
         t.CCCORACTIV as customizing_changes,
         t.CCNOCLIIND as cross_client_changes,
         t.CCCOPYLOCK as copy_protection,
         t.LOGSYS as logical_system,
         t.CHANGEUSER as changed_by,
         t.CHANGEDATE as changed_date,
         case when t.CCCATEGORY = 'P' and (t.CCCORACTIV <> '2' or t.CCNOCLIIND <> '3') then 'open_production'
              when t.CCCATEGORY = 'P' and t.CCCOPYLOCK in (' ', '') then 'check'
              else 'none' end as risk
  from T000 t
  order by case when t.CCCATEGORY = 'P' then 0 else 1 end, t.MANDT
) where rownum <= 200
