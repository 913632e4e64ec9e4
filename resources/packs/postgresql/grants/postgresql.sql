-- FieldBench：只读诊断账号（PostgreSQL 10 及以上）。由客户的 DBA 审阅后，以超级用户执行；先替换口令与库名。
-- FieldBench: a read-only login for diagnostics (PostgreSQL 10 and later). For the client's DBA to review and run as superuser; replace password and database first.
-- 不授予：超级用户、建库建角色、读写服务器文件、结束会话、任何业务表的写权限。
-- Not granted: superuser, creating roles or databases, files of the server, ending sessions, writing to any table.
CREATE ROLE fieldbench_read LOGIN PASSWORD 'CHANGE_ME' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 5;
-- 会话默认只读，并限制语句与锁等待的时间。
-- Sessions are read-only by default, with limits on statements and lock waits.
ALTER ROLE fieldbench_read SET default_transaction_read_only = on;
ALTER ROLE fieldbench_read SET statement_timeout = '60s';
ALTER ROLE fieldbench_read SET lock_timeout = '2s';
ALTER ROLE fieldbench_read SET idle_in_transaction_session_timeout = '60s';
-- 读取统计、会话、参数与表大小（包含 pg_read_all_stats、pg_read_all_settings、pg_stat_scan_tables）。
-- Reads statistics, sessions, settings and sizes (contains pg_read_all_stats, pg_read_all_settings, pg_stat_scan_tables).
GRANT pg_monitor TO fieldbench_read;
-- 可选：对要检查的库执行。
-- Optional: for each database to be examined.
-- GRANT CONNECT ON DATABASE erp TO fieldbench_read;
-- 可选：“快用完的序列”需要读序列。
-- Optional: “Sequences near their end” reads the sequences.
-- GRANT USAGE ON SCHEMA public TO fieldbench_read;
-- GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO fieldbench_read;
-- 可选：“最耗时的 SQL”与“一张表的精确膨胀”需要扩展；前者还要写入 shared_preload_libraries 并重启。
-- Optional: extensions for “Most expensive SQL” and “Exact bloat of one table”; the first also needs shared_preload_libraries and a restart.
-- CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
-- CREATE EXTENSION IF NOT EXISTS pgstattuple;
-- 收回 / To take it back:
-- DROP ROLE fieldbench_read;
