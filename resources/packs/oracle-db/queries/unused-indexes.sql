select * from (
  select i.owner as owner_name,
         i.table_name as table_name,
         i.index_name as index_name,
         round(sum(s.bytes) / 1048576) as size_mb,
         max(u.total_access_count) as accesses,
         max(u.last_used) as last_used
  from dba_indexes i
  join dba_segments s on s.owner = i.owner and s.segment_name = i.index_name
  left join dba_index_usage u on u.owner = i.owner and u.name = i.index_name
  where i.uniqueness = 'NONUNIQUE'
    and i.owner like :owner_name
    and i.owner not in ('SYS', 'SYSTEM', 'XDB', 'MDSYS', 'CTXSYS', 'OUTLN', 'DBSNMP', 'WMSYS', 'ORDSYS')
    and u.object_id is null
  group by i.owner, i.table_name, i.index_name
  having sum(s.bytes) >= to_number(:minimum_mb) * 1048576
  order by sum(s.bytes) desc
) where rownum <= 200
