select top (500) q.MANDT as client,
       q.QNAME as queue_name,
       q.QSTATE as state,
       count(*) as entries,
       min(q.QRFCDATUM) as oldest_date,
       max(q.QRFCDATUM) as newest_date,
       max(q.ERRMESS) as last_error
from TRFCQIN q
group by q.MANDT, q.QNAME, q.QSTATE
order by case when q.QSTATE in ('SYSFAIL', 'CPICERR', 'STOP', 'WAITSTOP') then 0 else 1 end, count(*) desc
