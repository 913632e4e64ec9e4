select trunc(h.first_time, 'HH24') as hour,
       h.thread# as thread_number,
       count(*) as switches,
       (select round(min(l.bytes) / 1048576) from v$log l where l.thread# = h.thread#) as log_file_mb,
       (select count(*) from v$log l where l.thread# = h.thread#) as log_groups
from v$log_history h
where h.first_time >= sysdate - to_number(:days)
group by trunc(h.first_time, 'HH24'), h.thread#
order by switches desc, hour desc
