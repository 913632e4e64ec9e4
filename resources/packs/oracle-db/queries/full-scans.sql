with sizes as (
  select g.owner as owner_name,
         g.segment_name as table_name,
         round(sum(g.bytes) / 1048576) as table_mb
  from dba_segments g
  where g.segment_type in ('TABLE', 'TABLE PARTITION', 'TABLE SUBPARTITION')
  group by g.owner, g.segment_name
  having sum(g.bytes) / 1048576 >= :minimum_mb
), scans as (
  select distinct p.sql_id, p.object_owner, p.object_name
  from v$sql_plan p
  where p.operation = 'TABLE ACCESS'
    and p.options = 'FULL'
    and p.object_owner not in ('SYS', 'SYSTEM')
), ranked as (
  select c.sql_id as sql_id,
         z.owner_name as owner_name,
         z.table_name as table_name,
         z.table_mb as table_mb,
         s.executions as executions,
         round(s.elapsed_time / 1000000) as elapsed_seconds,
         round(s.elapsed_time / 1000000 / greatest(s.executions, 1), 2) as seconds_per_execution,
         s.disk_reads as disk_reads,
         round(s.buffer_gets / greatest(s.executions, 1)) as buffer_gets_per_execution,
         s.last_active_time as last_active,
         s.sql_text as statement
  from scans c
  join sizes z on z.owner_name = c.object_owner and z.table_name = c.object_name
  join v$sqlstats s on s.sql_id = c.sql_id
  order by s.elapsed_time desc
)
select sql_id, owner_name, table_name, table_mb, executions, elapsed_seconds, seconds_per_execution,
       disk_reads, buffer_gets_per_execution, last_active, statement
from ranked
where rownum <= 100
