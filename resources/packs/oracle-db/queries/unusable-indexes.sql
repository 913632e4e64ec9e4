select * from (
  select i.owner as owner_name, i.table_name as table_name, i.index_name as index_name, '-' as partition_name,
         case when i.status = 'UNUSABLE' then 'UNUSABLE' else 'INVISIBLE' end as state, i.uniqueness as uniqueness, i.last_analyzed as last_analyzed
  from dba_indexes i
  where i.status = 'UNUSABLE' or i.visibility = 'INVISIBLE'
  union all
  select p.index_owner, i.table_name, p.index_name, p.partition_name, 'UNUSABLE', i.uniqueness, p.last_analyzed
  from dba_ind_partitions p
  join dba_indexes i on i.owner = p.index_owner and i.index_name = p.index_name
  where p.status = 'UNUSABLE'
  union all
  select s.index_owner, i.table_name, s.index_name, s.subpartition_name, 'UNUSABLE', i.uniqueness, s.last_analyzed
  from dba_ind_subpartitions s
  join dba_indexes i on i.owner = s.index_owner and i.index_name = s.index_name
  where s.status = 'UNUSABLE'
) where rownum <= 1000
order by state desc, owner_name, index_name, partition_name
