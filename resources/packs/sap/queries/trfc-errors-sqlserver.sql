select top (500) a.ARFCDEST as destination,
       a.ARFCSTATE as state,
       a.ARFCFNAM as function_module,
       count(*) as calls,
       min(a.ARFCDATUM) as oldest_date,
       max(a.ARFCDATUM) as newest_date,
       max(a.ARFCMSG) as last_message,
       max(a.ARFCUSER) as last_user
from ARFCSSTATE a
group by a.ARFCDEST, a.ARFCSTATE, a.ARFCFNAM
order by case when a.ARFCSTATE in ('SYSFAIL', 'CPICERR') then 0 else 1 end, count(*) desc
