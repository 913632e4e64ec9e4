select 'standby' as server,
       cast(pg_last_wal_receive_lsn() as text) as received_lsn,
       cast(pg_last_wal_replay_lsn() as text) as replayed_lsn,
       pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) as unreplayed_bytes,
       pg_last_xact_replay_timestamp() as last_replayed_transaction,
       round(cast(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) as numeric), 1) as seconds_since_last_replay,
       case when pg_is_in_recovery() then pg_is_wal_replay_paused() end as replay_paused,
       (select sum(c.confl_tablespace + c.confl_lock + c.confl_snapshot + c.confl_bufferpin + c.confl_deadlock) from pg_stat_database_conflicts c) as cancelled_queries
where pg_is_in_recovery()
