select * from (
  select coalesce(u.user_code, w.checkman) as approver_code,
         max(u.user_name) as approver_name,
         w.pk_billtype as document_type,
         count(*) as tasks,
         min(w.senddate) as oldest_sent
  from pub_workflownote w
  left join sm_user u on u.cuserid = w.checkman
  where w.approvestatus = 0
    and w.actiontype <> 'MAKEBILL'
    and coalesce(w.dr, 0) = 0
  group by coalesce(u.user_code, w.checkman), w.pk_billtype
  order by count(*) desc
) where rownum <= 500
