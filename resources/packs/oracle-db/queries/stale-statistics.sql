select * from (
  select s.owner as owner_name,
         s.table_name as table_name,
         coalesce(s.partition_name, '-') as partition_name,
         s.num_rows as num_rows,
         s.last_analyzed as last_analyzed,
         round(sysdate - s.last_analyzed) as days_since_analyzed,
         s.stale_stats as stale,
         s.stattype_locked as locked
  from dba_tab_statistics s
  where (s.stale_stats = 'YES' or s.last_analyzed is null)
    and s.object_type = 'TABLE'
    and s.owner like :owner_name
    and s.owner not in ('SYS', 'SYSTEM', 'XDB', 'MDSYS', 'CTXSYS', 'WMSYS', 'OUTLN', 'DBSNMP')
  order by s.num_rows desc nulls last, s.owner, s.table_name
) where rownum <= 500
