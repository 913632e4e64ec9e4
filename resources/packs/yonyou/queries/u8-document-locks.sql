select t.name as table_name,
       sum(p.rows) as lock_rows,
       case when t.name = 'LockVouch' then 'document locks' when t.name like 'GL_m%control' then 'voucher control' else 'mutual exclusion' end as kind
from sys.tables t
join sys.partitions p on p.object_id = t.object_id and p.index_id in (0, 1)
where t.name in ('LockVouch', 'GL_mccontrol', 'GL_mvcontrol', 'GL_mvocontrol', 'Ap_Lock')
group by t.name
order by lock_rows desc, t.name
