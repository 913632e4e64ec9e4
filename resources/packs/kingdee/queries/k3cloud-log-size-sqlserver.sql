select top (200) l.FOBJECTTYPEID as object_type,
       count(*) as log_rows,
       min(l.FDATETIME) as oldest,
       max(l.FDATETIME) as newest
from T_BAS_OPERATELOG l
group by l.FOBJECTTYPEID
order by count(*) desc
