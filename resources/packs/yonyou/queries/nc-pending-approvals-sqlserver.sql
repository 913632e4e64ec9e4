select top (1000)
       w.pk_checkflow as task_key,
       w.pk_billtype as document_type,
       w.billid as document_id,
       u.user_code as approver_code,
       u.user_name as approver_name,
       w.senddate as sent_at,
       datediff(day, try_cast(left(w.senddate, 10) as date), getdate()) as waiting_days,
       w.actiontype as action_type
from pub_workflownote w
left join sm_user u on u.cuserid = w.checkman
where w.approvestatus = 0
  and w.actiontype <> 'MAKEBILL'
  and coalesce(w.dr, 0) = 0
  and w.senddate >= convert(char(10), dateadd(day, -cast(:days as int), getdate()), 120)
order by w.senddate
