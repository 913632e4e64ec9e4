select top (500)
       a.cAcc_Id as account_set,
       a.cAcc_Name as account_name,
       a.cUnitName as company_name,
       a.iYear as first_year,
       a.iMonth as first_month,
       coalesce(d.name, '-') as database_name,
       d.state_desc as database_state,
       (select sum(cast(f.size as bigint)) * 8 / 1024 from sys.master_files f where f.database_id = d.database_id) as size_mb,
       a.cAcc_Path as path
from UFSystem.dbo.UA_Account a
left join sys.databases d on d.name like 'UFDATA[_]' + a.cAcc_Id + '[_]%'
order by size_mb desc, a.cAcc_Id, d.name
