select * from (
  select a.QID as queue_id,
         a.MANDANT as client,
         a.GROUPID as session_name,
         case when a.QSTATE in (' ', '') then 'new' else a.QSTATE end as state,
         a.CREATOR as creator,
         a.CREDATE as created_date,
         a.CRETIME as created_time,
         a.PROGID as program
  from APQI a
  where a.DATATYP = 'BDC'
    and a.QSTATE in ('E', ' ', '')
    and a.CREDATE >= to_char(sysdate - to_number(:days), 'YYYYMMDD')
  order by case when a.QSTATE = 'E' then 0 else 1 end, a.CREDATE desc, a.CRETIME desc
) where rownum <= 500
