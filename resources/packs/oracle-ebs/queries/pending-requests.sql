select * from (
  select p.user_concurrent_program_name as program_name,
         r.status_code as status_code,
         count(*) as requests,
         round(max(sysdate - r.requested_start_date) * 1440) as oldest_wait_minutes,
         min(r.request_id) as oldest_request,
         min(r.requested_start_date) as oldest_start
  from apps.fnd_concurrent_requests r
  join apps.fnd_concurrent_programs_vl p on p.concurrent_program_id = r.concurrent_program_id and p.application_id = r.program_application_id
  where r.phase_code = 'P'
    and r.hold_flag = 'N'
    and r.requested_start_date <= sysdate
    and r.status_code in ('I', 'Q', 'M', 'Z', 'A')
  group by p.user_concurrent_program_name, r.status_code
  order by max(sysdate - r.requested_start_date) desc
) where rownum <= 500
