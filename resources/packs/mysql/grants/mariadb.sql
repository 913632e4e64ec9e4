-- FieldBench：只读诊断账号（MariaDB 10.5 及以上）。由客户的 DBA 审阅后执行；先替换口令、来源地址与库名。
-- FieldBench: a read-only login for diagnostics (MariaDB 10.5 and later). For the client's DBA to review and run; replace password, host and schema first.
-- 不授予：SUPER、FILE、EVENT、KILL（CONNECTION ADMIN）以及任何写权限；不授予口令散列列。
-- Not granted: SUPER, FILE, EVENT, killing (CONNECTION ADMIN), any right to write; no column with password hashes.
CREATE USER 'fieldbench_read'@'%' IDENTIFIED BY 'CHANGE_ME' WITH MAX_USER_CONNECTIONS 5;
-- 会话、InnoDB 状态、复制与二进制日志的状态；SHOW VIEW 使库表结构可见，但读不到数据。
-- Sessions, InnoDB, replication and binary logs; SHOW VIEW makes tables visible in information_schema without their data.
GRANT PROCESS, SHOW VIEW, SLAVE MONITOR, BINLOG MONITOR ON *.* TO 'fieldbench_read'@'%';
GRANT SELECT ON performance_schema.* TO 'fieldbench_read'@'%';
-- “定时事件的状态”和“权限过大的账号”。
-- For “State of scheduled events” and “Accounts with excessive rights”.
GRANT SELECT ON mysql.event TO 'fieldbench_read'@'%';
GRANT SELECT (User, Host, Super_priv, File_priv, Grant_priv, Create_user_priv, Shutdown_priv, Process_priv, Insert_priv, Drop_priv, ssl_type) ON mysql.user TO 'fieldbench_read'@'%';
-- 可选：“自增列”“索引”“排序规则”等检查需要列信息，对要检查的库授予 SELECT（会读到业务数据，请客户决定）。
-- Optional: checks of AUTO_INCREMENT, indexes and collations need column information; SELECT on the schema also shows its data, so the client decides.
-- GRANT SELECT ON erp.* TO 'fieldbench_read'@'%';
-- 收回 / To take it back:
-- DROP USER 'fieldbench_read'@'%';
