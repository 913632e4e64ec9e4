select * from (
  select r.request_id as request_id,
         p.user_concurrent_program_name as program_name,
         round((sysdate - r.actual_start_date) * 1440) as running_minutes,
         u.user_name as requested_by,
         r.actual_start_date as started_at,
         r.status_code as status_code,
         r.oracle_process_id as database_process_id,
         r.oracle_session_id as audit_session_id,
         s.inst_id as instance_number,
         s.sid as sid,
         s.event as wait_event,
         s.sql_id as sql_id,
         substr(r.argument_text, 1, 240) as arguments,
         r.logfile_name as log_file
  from apps.fnd_concurrent_requests r
  join apps.fnd_concurrent_programs_vl p on p.concurrent_program_id = r.concurrent_program_id and p.application_id = r.program_application_id
  left join apps.fnd_user u on u.user_id = r.requested_by
  left join gv$session s on s.audsid = r.oracle_session_id and r.oracle_session_id > 0 and s.type = 'USER'
  where r.phase_code = 'R'
    and r.actual_start_date <= sysdate - to_number(:minimum_minutes) / 1440
  order by r.actual_start_date
) where rownum <= 500
