select s.datname as database_name,
       s.deadlocks as deadlocks,
       cast(null as bigint) as checksum_failures,
       cast(null as timestamp) as checksum_last_failure,
       s.conflicts as conflicts,
       s.xact_commit as commits,
       s.xact_rollback as rollbacks,
       round(100.0 * s.xact_rollback / nullif(s.xact_commit + s.xact_rollback, 0), 2) as rollback_percent,
       s.stats_reset as statistics_since
from pg_stat_database s
order by s.deadlocks desc, database_name
