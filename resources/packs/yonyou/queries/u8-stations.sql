select top (200)
       coalesce(l.cLSSubId, l.cSub_Id, '-') as module_id,
       max(l.cSub_Name) as module_name,
       count(distinct l.cStation) as stations,
       count(*) as tasks,
       min(l.dInTime) as oldest_logon
from UFSystem.dbo.UA_TaskLog l
group by coalesce(l.cLSSubId, l.cSub_Id, '-')
order by count(distinct l.cStation) desc
