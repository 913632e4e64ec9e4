select p.user as user_name,
       substring_index(p.host, ':', 1) as client_host,
       coalesce(p.db, '') as schema_name,
       p.command as command,
       count(*) as sessions,
       max(p.time) as longest_seconds,
       sum(case when p.state like 'Waiting for%lock' then 1 else 0 end) as waiting_for_lock
from information_schema.processlist p
group by p.user, substring_index(p.host, ':', 1), coalesce(p.db, ''), p.command
order by sessions desc, user_name, client_host, schema_name, command
limit 500
