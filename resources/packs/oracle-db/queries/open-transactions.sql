select * from (
  select s.inst_id as instance_number,
         s.sid as sid,
         s.serial# as serial,
         round((sysdate - t.start_date) * 1440, 1) as open_minutes,
         s.status as session_status,
         s.last_call_et as idle_seconds,
         t.used_ublk as undo_blocks,
         t.used_urec as undo_records,
         s.username as user_name,
         s.machine as client_machine,
         s.program as program,
         s.module as module,
         t.start_date as transaction_start,
         coalesce(s.sql_id, s.prev_sql_id) as sql_id
  from gv$transaction t
  join gv$session s on s.inst_id = t.inst_id and s.saddr = t.ses_addr
  where t.start_date <= sysdate - to_number(:minimum_minutes) / 1440
  order by t.start_date
) where rownum <= 500
