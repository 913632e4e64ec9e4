select p.id as id,
       p.time as running_seconds,
       p.state as state,
       p.user as user_name,
       p.host as client_host,
       p.db as schema_name,
       p.command as command,
       p.info as statement
from information_schema.processlist p
where p.command not in ('Sleep', 'Daemon', 'Binlog Dump', 'Binlog Dump GTID', 'Slave_IO', 'Slave_SQL', 'Slave_worker')
  and p.user not in ('system user', 'event_scheduler')
  and p.id <> connection_id()
  and p.time >= :minimum_seconds
order by p.time desc, p.id
limit 500
