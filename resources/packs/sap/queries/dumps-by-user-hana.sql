select s.DATUM as dump_date,
       s.AHOST as server,
       s.MANDT as client,
       count(*) as dumps,
       count(distinct s.UNAME) as users_hit
from SNAP s
where s.SEQNO = '000'
  and s.DATUM >= to_nvarchar(add_days(current_date, -to_integer(:days)), 'YYYYMMDD')
group by s.DATUM, s.AHOST, s.MANDT
order by s.DATUM desc, count(*) desc
limit 500
