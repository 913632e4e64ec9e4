-- FieldBench：只读诊断登录名（SQL Server 2012 及以上）。由客户的 DBA 审阅后执行；先替换口令与库名。未在真实 SQL Server 上验证。
-- FieldBench: a read-only login for diagnostics (SQL Server 2012 and later). For the client's DBA to review and run; replace password and database first. Not proven on a real SQL Server.
-- 不授予：sysadmin、CONTROL SERVER、xp_cmdshell、KILL、任何写权限。
-- Not granted: sysadmin, CONTROL SERVER, xp_cmdshell, KILL, any right to write.
USE master;
CREATE LOGIN fieldbench_read WITH PASSWORD = N'CHANGE_ME', CHECK_POLICY = ON, DEFAULT_DATABASE = master;
-- 动态管理视图与定义（SQL Server 2022 可改为 VIEW SERVER PERFORMANCE STATE 与 VIEW SERVER SECURITY STATE）。
-- Dynamic management views and definitions (on SQL Server 2022 VIEW SERVER PERFORMANCE STATE and VIEW SERVER SECURITY STATE will do).
GRANT VIEW SERVER STATE TO fieldbench_read;
GRANT VIEW ANY DEFINITION TO fieldbench_read;
-- 备份、作业与损坏页的历史。
-- History of backups, jobs and damaged pages.
USE msdb;
CREATE USER fieldbench_read FOR LOGIN fieldbench_read;
GRANT SELECT ON dbo.backupset TO fieldbench_read;
GRANT SELECT ON dbo.suspect_pages TO fieldbench_read;
GRANT SELECT ON dbo.sysjobs TO fieldbench_read;
GRANT SELECT ON dbo.sysjobhistory TO fieldbench_read;
-- 对要检查的库执行（索引、大小等检查）。
-- For each database to be examined (indexes, sizes).
-- USE erp;
-- CREATE USER fieldbench_read FOR LOGIN fieldbench_read;
-- GRANT VIEW DATABASE STATE TO fieldbench_read;
-- 可选：U8、NC、K3 Cloud、EAS、SAP 检查要读业务表，请客户决定。
-- Optional: the checks of U8, NC, K3 Cloud, EAS and SAP read business tables: the client decides.
-- ALTER ROLE db_datareader ADD MEMBER fieldbench_read;
-- U8 还需要系统库 / U8 also needs its system database:
-- USE UFSystem;
-- CREATE USER fieldbench_read FOR LOGIN fieldbench_read;
-- GRANT SELECT ON dbo.UA_Task TO fieldbench_read;
-- GRANT SELECT ON dbo.UA_TaskLog TO fieldbench_read;
-- GRANT SELECT ON dbo.UA_Account TO fieldbench_read;
-- GRANT SELECT ON dbo.UA_Account_sub TO fieldbench_read;
-- GRANT SELECT ON dbo.UA_HoldAuth TO fieldbench_read;
-- GRANT SELECT (cUser_Id, cUser_Name) ON dbo.UA_User TO fieldbench_read;
-- 收回 / To take it back:
-- DROP LOGIN fieldbench_read;
