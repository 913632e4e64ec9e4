select top (60) x.wait_type as wait_type, x.times as times, x.wait_seconds as wait_seconds, x.longest_ms as longest_ms, x.signal_seconds as signal_seconds
from (
  select w.wait_type, w.waiting_tasks_count as times, w.wait_time_ms / 1000 as wait_seconds, w.max_wait_time_ms as longest_ms, w.signal_wait_time_ms / 1000 as signal_seconds
  from sys.dm_os_wait_stats w
  where w.wait_time_ms > 0
    and w.wait_type not like 'SLEEP%'
    and w.wait_type not like 'XE%'
    and w.wait_type not like 'BROKER%'
    and w.wait_type not like 'HADR_FILESTREAM%'
    and w.wait_type not in ('LAZYWRITER_SLEEP', 'REQUEST_FOR_DEADLOCK_SEARCH', 'SQLTRACE_BUFFER_FLUSH', 'SQLTRACE_INCREMENTAL_FLUSH_SLEEP', 'CHECKPOINT_QUEUE', 'LOGMGR_QUEUE', 'DIRTY_PAGE_POLL', 'WAITFOR', 'CLR_AUTO_EVENT', 'CLR_MANUAL_EVENT', 'DISPATCHER_QUEUE_SEMAPHORE', 'FT_IFTS_SCHEDULER_IDLE_WAIT', 'ONDEMAND_TASK_QUEUE', 'SP_SERVER_DIAGNOSTICS_SLEEP', 'QDS_PERSIST_TASK_MAIN_LOOP_SLEEP', 'QDS_ASYNC_QUEUE', 'HADR_WORK_QUEUE', 'HADR_TIMER_TASK', 'SOS_WORK_DISPATCHER')
  union all
  select case rtrim(c.counter_name) when 'Number of Deadlocks/sec' then 'DEADLOCKS' else 'LOCK_TIMEOUTS' end, c.cntr_value, null, null, null
  from sys.dm_os_performance_counters c
  where c.object_name like '%:Locks%' and rtrim(c.instance_name) = '_Total' and rtrim(c.counter_name) in ('Number of Deadlocks/sec', 'Lock Timeouts/sec') and c.cntr_value > 0
) x
order by case when x.wait_seconds is null then 0 else 1 end, x.wait_seconds desc
