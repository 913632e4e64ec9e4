select top (500) s.DATUM as dump_date,
       s.AHOST as server,
       s.MANDT as client,
       count(*) as dumps,
       count(distinct s.UNAME) as users_hit
from SNAP s
where s.SEQNO = '000'
  and s.DATUM >= convert(char(8), dateadd(day, -cast(:days as int), getdate()), 112)
group by s.DATUM, s.AHOST, s.MANDT
order by s.DATUM desc, count(*) desc
