with locked as (
  select l.relation from pg_locks l where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock'
), busy as (
  select relation as relid from locked
  union
  select i.indrelid from pg_index i join locked on locked.relation = i.indexrelid
  union
  select t.oid from pg_class t join locked on locked.relation = t.reltoastrelid
), sizes as (
  select s.relid, s.schemaname, s.relname, s.n_live_tup, s.n_tup_ins, s.n_tup_upd, s.n_tup_del,
         pg_total_relation_size(case when b.relid is null then s.relid end) as total_bytes,
         pg_relation_size(case when b.relid is null then s.relid end) as data_bytes,
         pg_indexes_size(case when b.relid is null then s.relid end) as index_bytes,
         b.relid is not null as locked_now
  from pg_stat_user_tables s
  left join busy b on b.relid = s.relid
  where s.schemaname like cast(:schema_name as text)
)
select z.schemaname as schema_name,
       z.relname as table_name,
       round(z.total_bytes / 1048576.0, 1) as total_mb,
       round(z.data_bytes / 1048576.0, 1) as data_mb,
       round(z.index_bytes / 1048576.0, 1) as index_mb,
       round((z.total_bytes - z.data_bytes - z.index_bytes) / 1048576.0, 1) as other_mb,
       z.n_live_tup as live_rows,
       z.n_tup_ins as inserted,
       z.n_tup_upd as updated,
       z.n_tup_del as deleted,
       z.locked_now as locked_now,
       obj_description(z.relid, 'pg_class') as table_comment
from sizes z
order by z.total_bytes desc nulls first, schema_name, table_name
limit 100
