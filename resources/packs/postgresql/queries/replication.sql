select r.pid as pid,
       r.application_name as standby_name,
       cast(r.client_addr as text) as client_address,
       r.state as state,
       r.sync_state as sync_state,
       cast(r.sent_lsn as text) as sent_lsn,
       cast(r.replay_lsn as text) as replay_lsn,
       pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end, r.replay_lsn) as replay_lag_bytes,
       round(cast(extract(epoch from r.replay_lag) as numeric), 1) as replay_lag_seconds,
       r.backend_start as connected_since
from pg_stat_replication r
order by replay_lag_bytes desc nulls first, standby_name
limit 200
