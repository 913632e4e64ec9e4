select * from (
  select w.inst_id as instance_number,
         w.sid as waiting_sid,
         w.serial# as waiting_serial,
         round(w.wait_time_micro / 1000000) as wait_seconds,
         w.username as waiting_user,
         w.machine as waiting_machine,
         w.program as waiting_program,
         w.event as wait_event,
         w.sql_id as waiting_sql_id,
         w.row_wait_obj# as waiting_object_id,
         w.blocking_instance as blocking_instance,
         w.blocking_session as blocking_sid,
         w.final_blocking_instance as final_blocking_instance,
         w.final_blocking_session as final_blocking_sid,
         b.serial# as blocking_serial,
         b.username as blocking_user,
         b.machine as blocking_machine,
         b.program as blocking_program,
         b.module as blocking_module,
         b.status as blocking_status,
         b.last_call_et as blocking_idle_seconds,
         coalesce(b.sql_id, b.prev_sql_id) as blocking_sql_id
  from gv$session w
  left join gv$session b on b.inst_id = w.blocking_instance and b.sid = w.blocking_session
  where w.blocking_session is not null
    and w.wait_time_micro >= to_number(:minimum_seconds) * 1000000
  order by w.wait_time_micro desc
) where rownum <= 500
