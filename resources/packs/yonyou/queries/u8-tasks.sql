select top (500)
       l.cTaskId as task_id,
       t.cAcc_Id as account_set,
       t.iYear as account_year,
       t.cUser_Id as operator_id,
       u.cUser_Name as operator_name,
       l.cStation as station,
       l.cSub_Id as module_id,
       l.cSub_Name as module_name,
       t.cAuth_Id as function_id,
       l.dInTime as logged_in_at,
       datediff(hour, l.dInTime, getdate()) as task_hours,
       l.TaskState as task_state
from UFSystem.dbo.UA_TaskLog l
left join UFSystem.dbo.UA_Task t on t.cTaskId = l.cTaskId
left join UFSystem.dbo.UA_User u on u.cUser_Id = t.cUser_Id
order by l.dInTime
