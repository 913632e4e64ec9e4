select * from (
  select n.program_name as program_name,
         count(*) as runs,
         round(sum(n.minutes) / 60, 1) as total_hours,
         round(avg(n.minutes), 1) as mean_minutes,
         round(max(n.minutes), 1) as longest_minutes,
         max(case when n.slowest = 1 then n.request_id end) as longest_request
  from (
    select p.user_concurrent_program_name as program_name, r.request_id,
           (r.actual_completion_date - r.actual_start_date) * 1440 as minutes,
           row_number() over (partition by p.user_concurrent_program_name order by r.actual_completion_date - r.actual_start_date desc) as slowest
    from apps.fnd_concurrent_requests r
    join apps.fnd_concurrent_programs_vl p on p.concurrent_program_id = r.concurrent_program_id and p.application_id = r.program_application_id
    where r.phase_code = 'C'
      and r.actual_start_date is not null
      and r.actual_completion_date >= sysdate - to_number(:days)
  ) n
  group by n.program_name
  order by sum(n.minutes) desc
) where rownum <= 200
