select top (1000)
       h.cAcc_Id as account_set,
       h.iYear as account_year,
       h.cUser_Id as operator_id,
       max(u.cUser_Name) as operator_name,
       max(case when h.cAuth_Id = 'admin' then 1 else 0 end) as is_manager,
       count(*) as granted_rights
from UFSystem.dbo.UA_HoldAuth h
left join UFSystem.dbo.UA_User u on u.cUser_Id = h.cUser_Id
group by h.cAcc_Id, h.iYear, h.cUser_Id
order by is_manager desc, h.iYear desc, h.cAcc_Id, h.cUser_Id
