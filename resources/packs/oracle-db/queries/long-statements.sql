select * from (
  select s.inst_id as instance_number,
         s.sid as sid,
         s.serial# as serial,
         s.last_call_et as running_seconds,
         s.username as user_name,
         s.machine as client_machine,
         s.program as program,
         s.module as module,
         s.event as wait_event,
         s.sql_id as sql_id,
         q.sql_text as statement
  from gv$session s
  left join gv$sql q on q.inst_id = s.inst_id and q.sql_id = s.sql_id and q.child_number = s.sql_child_number
  where s.status = 'ACTIVE'
    and s.type = 'USER'
    and s.last_call_et >= to_number(:minimum_seconds)
  order by s.last_call_et desc
) where rownum <= 500
