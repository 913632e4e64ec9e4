select * from (
  select r.request_id as request_id,
         p.user_concurrent_program_name as program_name,
         p.execution_method_code as execution_method,
         round((sysdate - r.actual_start_date) * 1440) as running_minutes,
         u.user_name as requested_by,
         r.os_process_id as os_process_id,
         r.oracle_session_id as audit_session_id,
         r.logfile_node_name as node_name,
         r.logfile_name as log_file
  from apps.fnd_concurrent_requests r
  join apps.fnd_concurrent_programs_vl p on p.concurrent_program_id = r.concurrent_program_id and p.application_id = r.program_application_id
  left join apps.fnd_user u on u.user_id = r.requested_by
  where r.phase_code = 'R'
    and r.status_code = 'R'
    and r.actual_start_date < sysdate - 10 / 1440
    and not exists (select 1 from gv$session s where s.audsid = r.oracle_session_id)
  order by r.actual_start_date
) where rownum <= 500
