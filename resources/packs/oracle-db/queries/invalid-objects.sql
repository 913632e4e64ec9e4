select * from (
  select o.owner as owner_name,
         o.object_type as object_type,
         o.object_name as object_name,
         o.last_ddl_time as last_ddl_time,
         (select min(e.text) from dba_errors e where e.owner = o.owner and e.name = o.object_name and e.type = o.object_type and e.sequence = 1) as first_error
  from dba_objects o
  where o.status = 'INVALID'
    and o.owner like :owner_name
  order by o.last_ddl_time desc, o.owner, o.object_name
) where rownum <= 1000
