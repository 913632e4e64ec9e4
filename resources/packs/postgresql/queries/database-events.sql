select coalesce(s.datname, '(shared)') as database_name,
       s.deadlocks as deadlocks,
       s.checksum_failures as checksum_failures,
       s.checksum_last_failure as checksum_last_failure,
       s.conflicts as conflicts,
       s.xact_commit as commits,
       s.xact_rollback as rollbacks,
       round(100.0 * s.xact_rollback / nullif(s.xact_commit + s.xact_rollback, 0), 2) as rollback_percent,
       s.stats_reset as statistics_since
from pg_stat_database s
order by s.checksum_failures desc nulls last, s.deadlocks desc, database_name
