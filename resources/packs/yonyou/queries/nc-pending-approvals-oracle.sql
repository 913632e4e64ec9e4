select * from (
  select w.pk_checkflow as task_key,
         w.pk_billtype as document_type,
         w.billid as document_id,
         u.user_code as approver_code,
         u.user_name as approver_name,
         w.senddate as sent_at,
         round(sysdate - to_date(substr(w.senddate, 1, 10), 'YYYY-MM-DD')) as waiting_days,
         w.actiontype as action_type
  from pub_workflownote w
  left join sm_user u on u.cuserid = w.checkman
  where w.approvestatus = 0
    and w.actiontype <> 'MAKEBILL'
    and coalesce(w.dr, 0) = 0
    and w.senddate >= to_char(sysdate - to_number(:days), 'YYYY-MM-DD')
  order by w.senddate
) where rownum <= 1000
