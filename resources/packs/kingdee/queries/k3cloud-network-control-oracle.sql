select * from (
  select n.FINTERID as document_id,
         count(*) as records
  from T_BAS_NETWORKCTRLRECORDS n
  group by n.FINTERID
  order by count(*) desc, n.FINTERID
) where rownum <= 500
