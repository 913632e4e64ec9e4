select r.pid as pid,
       r.application_name as standby_name,
       cast(r.client_addr as text) as client_address,
       r.state as state,
       r.sync_state as sync_state,
       cast(r.sent_location as text) as sent_lsn,
       cast(r.replay_location as text) as replay_lsn,
       pg_xlog_location_diff(case when pg_is_in_recovery() then pg_last_xlog_receive_location() else pg_current_xlog_location() end, r.replay_location) as replay_lag_bytes,
       cast(null as numeric) as replay_lag_seconds,
       r.backend_start as connected_since
from pg_stat_replication r
order by replay_lag_bytes desc nulls first, standby_name
limit 200
