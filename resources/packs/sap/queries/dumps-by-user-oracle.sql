select * from (
  select s.DATUM as dump_date,
         s.AHOST as server,
         s.MANDT as client,
         count(*) as dumps,
         count(distinct s.UNAME) as users_hit
  from SNAP s
  where s.SEQNO = '000'
    and s.DATUM >= to_char(sysdate - to_number(:days), 'YYYYMMDD')
  group by s.DATUM, s.AHOST, s.MANDT
  order by s.DATUM desc, count(*) desc
) where rownum <= 500
