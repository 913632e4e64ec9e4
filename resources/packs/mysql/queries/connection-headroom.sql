select 'server' as scope,
       max(case when s.variable_name = 'THREADS_CONNECTED' then cast(s.variable_value as unsigned) end) as connections,
       max(case when s.variable_name = 'THREADS_RUNNING' then cast(s.variable_value as unsigned) end) as running,
       max(case when s.variable_name = 'MAX_USED_CONNECTIONS' then cast(s.variable_value as unsigned) end) as peak_connections,
       max(cast(v.variable_value as unsigned)) as max_connections,
       round(100 * max(case when s.variable_name = 'THREADS_CONNECTED' then cast(s.variable_value as unsigned) end) / max(cast(v.variable_value as unsigned)), 1) as used_percent,
       round(100 * max(case when s.variable_name = 'MAX_USED_CONNECTIONS' then cast(s.variable_value as unsigned) end) / max(cast(v.variable_value as unsigned)), 1) as peak_percent,
       max(case when s.variable_name = 'ABORTED_CONNECTS' then cast(s.variable_value as unsigned) end) as aborted_connects,
       max(case when s.variable_name = 'ABORTED_CLIENTS' then cast(s.variable_value as unsigned) end) as aborted_clients,
       max(case when s.variable_name = 'CONNECTION_ERRORS_MAX_CONNECTIONS' then cast(s.variable_value as unsigned) end) as refused_for_limit
from information_schema.global_status s
join information_schema.global_variables v on v.variable_name = 'MAX_CONNECTIONS'
where s.variable_name in ('THREADS_CONNECTED', 'THREADS_RUNNING', 'MAX_USED_CONNECTIONS', 'ABORTED_CONNECTS', 'ABORTED_CLIENTS', 'CONNECTION_ERRORS_MAX_CONNECTIONS')
