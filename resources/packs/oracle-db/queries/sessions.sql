select * from (
  select s.inst_id as instance_number,
         coalesce(s.username, '(none)') as user_name,
         coalesce(s.machine, '(none)') as client_machine,
         coalesce(s.program, '(none)') as program,
         s.status as status,
         count(*) as sessions,
         max(s.last_call_et) as longest_idle_seconds,
         min(s.logon_time) as oldest_logon
  from gv$session s
  where s.type = 'USER'
  group by s.inst_id, coalesce(s.username, '(none)'), coalesce(s.machine, '(none)'), coalesce(s.program, '(none)'), s.status
  order by count(*) desc
) where rownum <= 500
