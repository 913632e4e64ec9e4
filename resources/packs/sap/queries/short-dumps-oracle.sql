select * from (
  select s.DATUM as dump_date,
         s.UZEIT as dump_time,
         s.AHOST as server,
         s.UNAME as user_name,
         s.MANDT as client,
         s.MODNO as work_process,
         substr(s.FLIST, 1, 80) as error_start
  from SNAP s
  where s.SEQNO = '000'
    and s.DATUM >= to_char(sysdate - to_number(:days), 'YYYYMMDD')
  order by s.DATUM desc, s.UZEIT desc
) where rownum <= 500
