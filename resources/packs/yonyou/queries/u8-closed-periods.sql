select top (200)
       m.iyear as account_year,
       m.iperiod as period,
       cast(coalesce(m.bflag, 0) as int) as ledger_closed,
       cast(coalesce(m.bflag_AR, 0) as int) as receivables_closed,
       cast(coalesce(m.bflag_AP, 0) as int) as payables_closed
from GL_mend m
where m.iyear >= year(getdate()) - cast(:years_back as int)
  and m.iperiod > 0
order by m.iyear, m.iperiod
