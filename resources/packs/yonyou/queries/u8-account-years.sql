select top (2000)
       s.cAcc_Id as account_set,
       s.iYear as account_year,
       s.cSub_Id as module_id,
       s.iModiPeri as last_closed_month,
       cast(coalesce(s.bClosing, 0) as int) as is_closing
from UFSystem.dbo.UA_Account_sub s
where coalesce(s.bIsDelete, 0) = 0
order by s.iYear desc, s.cAcc_Id, s.cSub_Id
