select * from (
  select m.MANDT as client,
         m.BUKRS as company_code,
         m.LFGJA as current_year,
         m.LFMON as current_period,
         m.VMGJA as previous_year,
         m.VMMON as previous_period,
         case when m.LFGJA < substr(to_char(sysdate, 'YYYYMMDD'), 1, 4) or (m.LFGJA = substr(to_char(sysdate, 'YYYYMMDD'), 1, 4) and m.LFMON < substr(to_char(sysdate, 'YYYYMMDD'), 5, 2)) then 1 else 0 end as behind
  from MARV m
  where m.MANDT like :client
  order by case when m.LFGJA < substr(to_char(sysdate, 'YYYYMMDD'), 1, 4) or (m.LFGJA = substr(to_char(sysdate, 'YYYYMMDD'), 1, 4) and m.LFMON < substr(to_char(sysdate, 'YYYYMMDD'), 5, 2)) then 0 else 1 end, m.BUKRS
) where rownum <= 1000
