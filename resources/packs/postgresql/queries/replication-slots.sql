select s.slot_name as slot_name,
       s.slot_type as slot_type,
       s.database as database_name,
       s.active as active,
       s.active_pid as active_pid,
       s.wal_status as wal_status,
       round(pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, s.restart_lsn) / 1048576.0, 1) as retained_mb,
       cast(s.restart_lsn as text) as restart_lsn,
       age(s.xmin) as xmin_age,
       age(s.catalog_xmin) as catalog_xmin_age
from pg_replication_slots s
order by retained_mb desc nulls last, slot_name
