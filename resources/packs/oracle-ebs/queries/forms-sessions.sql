select * from (
  select s.inst_id as instance_number,
         s.sid as sid,
         s.serial# as serial,
         s.client_identifier as application_user,
         s.module as module,
         s.action as action,
         s.status as status,
         case when s.blocking_session is not null then 'blocked' else 'free' end as state,
         s.last_call_et as seconds_since_call,
         s.event as wait_event,
         s.machine as application_host,
         s.sql_id as sql_id
  from gv$session s
  where s.type = 'USER'
    and s.username = 'APPS'
    and s.client_identifier is not null
    and upper(s.client_identifier) like :user_name
  order by case when s.blocking_session is not null then 0 else 1 end, s.status, s.last_call_et desc
) where rownum <= 1000
