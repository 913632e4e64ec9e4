select top (500) s.DATUM as dump_date,
       s.UZEIT as dump_time,
       s.AHOST as server,
       s.UNAME as user_name,
       s.MANDT as client,
       s.MODNO as work_process,
       substring(s.FLIST, 1, 80) as error_start
from SNAP s
where s.SEQNO = '000'
  and s.DATUM >= convert(char(8), dateadd(day, -cast(:days as int), getdate()), 112)
order by s.DATUM desc, s.UZEIT desc
