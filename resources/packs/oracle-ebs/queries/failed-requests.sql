select * from (
  select n.program_name as program_name,
         n.status_code as status_code,
         count(*) as requests,
         sum(case when n.status_code in ('E', 'X') then 1 else 0 end) as errors,
         max(n.actual_completion_date) as last_completed,
         max(n.request_id) as last_request,
         max(case when n.newest = 1 then n.completion_text end) as last_text
  from (
    select p.user_concurrent_program_name as program_name, r.status_code, r.actual_completion_date, r.request_id,
           substr(r.completion_text, 1, 240) as completion_text,
           row_number() over (partition by p.user_concurrent_program_name, r.status_code order by r.request_id desc) as newest
    from apps.fnd_concurrent_requests r
    join apps.fnd_concurrent_programs_vl p on p.concurrent_program_id = r.concurrent_program_id and p.application_id = r.program_application_id
    where r.phase_code = 'C'
      and r.status_code in ('E', 'X', 'G')
      and r.actual_completion_date >= sysdate - to_number(:days)
  ) n
  group by n.program_name, n.status_code
  order by sum(case when n.status_code in ('E', 'X') then 1 else 0 end) desc, count(*) desc
) where rownum <= 500
