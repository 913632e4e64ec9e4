select * from (
  select e.TRKORR as request_number,
         e.TRFUNCTION as request_type,
         e.TRSTATUS as status,
         e.AS4USER as owner_name,
         e.AS4DATE as changed_date,
         e.STRKORR as parent_request
  from E070 e
  where e.TRSTATUS in ('D', 'L')
    and e.AS4DATE < to_char(sysdate - to_number(:days), 'YYYYMMDD')
  order by e.AS4DATE, e.TRKORR
) where rownum <= 500
