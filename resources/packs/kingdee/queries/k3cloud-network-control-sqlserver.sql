select top (500) n.FINTERID as document_id,
       count(*) as records
from T_BAS_NETWORKCTRLRECORDS n
group by n.FINTERID
order by count(*) desc, n.FINTERID
