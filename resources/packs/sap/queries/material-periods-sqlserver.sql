select top (1000) m.MANDT as client,
       m.BUKRS as company_code,
       m.LFGJA as current_year,
       m.LFMON as current_period,
       m.VMGJA as previous_year,
       m.VMMON as previous_period,
       case when m.LFGJA < substring(convert(char(8), getdate(), 112), 1, 4) or (m.LFGJA = substring(convert(char(8), getdate(), 112), 1, 4) and m.LFMON < substring(convert(char(8), getdate(), 112), 5, 2)) then 1 else 0 end as behind
from MARV m
where m.MANDT like :client
order by case when m.LFGJA < substring(convert(char(8), getdate(), 112), 1, 4) or (m.LFGJA = substring(convert(char(8), getdate(), 112), 1, 4) and m.LFMON < substring(convert(char(8), getdate(), 112), 5, 2)) then 0 else 1 end, m.BUKRS
