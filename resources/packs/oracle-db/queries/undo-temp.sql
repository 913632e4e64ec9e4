select * from (
  select 'temp' as kind, s.inst_id as instance_number, s.sid as sid, s.serial# as serial, u.tablespace as tablespace_name,
         round(sum(u.blocks * t.block_size) / 1048576, 1) as used_mb, coalesce(u.sql_id, '-') as sql_id, s.username as user_name, s.machine as client_machine, s.program as program, s.module as module
  from gv$tempseg_usage u
  join gv$session s on s.inst_id = u.inst_id and s.saddr = u.session_addr
  join dba_tablespaces t on t.tablespace_name = u.tablespace
  group by s.inst_id, s.sid, s.serial#, u.tablespace, coalesce(u.sql_id, '-'), s.username, s.machine, s.program, s.module
  union all
  select 'undo', s.inst_id, s.sid, s.serial#, min(t.tablespace_name), round(max(x.used_ublk) * max(t.block_size) / 1048576, 1), coalesce(s.sql_id, '-'), s.username, s.machine, s.program, s.module
  from gv$transaction x
  join gv$session s on s.inst_id = x.inst_id and s.saddr = x.ses_addr
  join dba_tablespaces t on t.contents = 'UNDO'
  group by s.inst_id, s.sid, s.serial#, coalesce(s.sql_id, '-'), s.username, s.machine, s.program, s.module
  order by 6 desc
) where rownum <= 200
