select m.MANDT as client,
       m.BUKRS as company_code,
       m.LFGJA as current_year,
       m.LFMON as current_period,
       m.VMGJA as previous_year,
       m.VMMON as previous_period,
       case when m.LFGJA < substring(to_nvarchar(current_date, 'YYYYMMDD'), 1, 4) or (m.LFGJA = substring(to_nvarchar(current_date, 'YYYYMMDD'), 1, 4) and m.LFMON < substring(to_nvarchar(current_date, 'YYYYMMDD'), 5, 2)) then 1 else 0 end as behind
from MARV m
where m.MANDT like :client
order by case when m.LFGJA < substring(to_nvarchar(current_date, 'YYYYMMDD'), 1, 4) or (m.LFGJA = substring(to_nvarchar(current_date, 'YYYYMMDD'), 1, 4) and m.LFMON < substring(to_nvarchar(current_date, 'YYYYMMDD'), 5, 2)) then 0 else 1 end, m.BUKRS
limit 1000
