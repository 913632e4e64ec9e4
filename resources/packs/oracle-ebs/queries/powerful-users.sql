select * from (
  select u.user_name as user_name,
         r.responsibility_name as responsibility,
         r.responsibility_key as responsibility_key,
         u.last_logon_date as last_logon,
         g.start_date as granted_from,
         g.end_date as granted_to,
         u.email_address as email
  from apps.fnd_user u
  join apps.fnd_user_resp_groups_direct g on g.user_id = u.user_id
  join apps.fnd_responsibility_vl r on r.responsibility_id = g.responsibility_id and r.application_id = g.responsibility_application_id
  where (u.end_date is null or u.end_date > sysdate)
    and (g.end_date is null or g.end_date > sysdate)
    and r.responsibility_key in ('SYSTEM_ADMINISTRATOR', 'SYSTEM_ADMINISTRATION', 'APPLICATION_DEVELOPER', 'FNDWF_ADMIN_WEB', 'FUNCTIONAL_ADMINISTRATOR', 'FND_FUNC_ADMIN', 'UMX')
  order by u.last_logon_date nulls first, u.user_name
) where rownum <= 1000
