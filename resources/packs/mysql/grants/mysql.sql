-- FieldBench：只读诊断账号（MySQL 5.7 及以上；MariaDB 请用 mariadb.sql）。由客户的 DBA 审阅后执行；先替换口令、来源地址与库名。未在真实 MySQL 上验证。
-- FieldBench: a read-only login for diagnostics (MySQL 5.7 and later; for MariaDB see mariadb.sql). For the client's DBA to review and run; replace password, host and schema first. Not proven on a real MySQL.
-- 不授予：SUPER、FILE、CONNECTION_ADMIN 以及任何写权限；不授予口令散列列。
-- Not granted: SUPER, FILE, CONNECTION_ADMIN, any right to write; no column with password hashes.
CREATE USER 'fieldbench_read'@'%' IDENTIFIED BY 'CHANGE_ME' WITH MAX_USER_CONNECTIONS 5;
-- 会话、InnoDB 状态、复制与二进制日志的状态；SHOW VIEW 使库表结构可见，但读不到数据。
-- Sessions, InnoDB, replication and binary logs; SHOW VIEW makes tables visible in information_schema without their data.
GRANT PROCESS, SHOW VIEW, REPLICATION CLIENT ON *.* TO 'fieldbench_read'@'%';
GRANT SELECT ON performance_schema.* TO 'fieldbench_read'@'%';
-- “权限过大的账号”。
-- For “Accounts with excessive rights”.
GRANT SELECT (User, Host, Super_priv, File_priv, Grant_priv, Create_user_priv, Shutdown_priv, Process_priv, Insert_priv, Drop_priv, ssl_type) ON mysql.user TO 'fieldbench_read'@'%';
-- 可选：“定时事件的状态”在 MySQL 8 需要 EVENT 权限，它也能建事件，请客户决定；默认不授予。
-- Optional: “State of scheduled events” needs EVENT on MySQL 8, which may also create events: the client decides; off by default.
-- GRANT EVENT ON erp.* TO 'fieldbench_read'@'%';
-- 可选：“自增列”“索引”“排序规则”等检查需要列信息（会读到业务数据，请客户决定）。
-- Optional: checks of AUTO_INCREMENT, indexes and collations need column information; SELECT also shows data, so the client decides.
-- GRANT SELECT ON erp.* TO 'fieldbench_read'@'%';
-- 收回 / To take it back:
-- DROP USER 'fieldbench_read'@'%';
