select * from (
  select n.mail_status as mail_status,
         n.message_type as message_type,
         count(*) as notifications,
         min(n.begin_date) as oldest,
         case when n.mail_status = 'MAIL' then round((sysdate - min(n.begin_date)) * 24, 1) end as oldest_waiting_hours,
         max(n.notification_id) as newest_notification
  from apps.wf_notifications n
  where n.status = 'OPEN'
    and n.mail_status in ('MAIL', 'FAILED', 'ERROR', 'INVALID', 'UNAVAIL')
  group by n.mail_status, n.message_type
  order by case when n.mail_status = 'MAIL' then 0 else 1 end, count(*) desc
) where rownum <= 200
