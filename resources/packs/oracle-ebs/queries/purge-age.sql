select 'concurrent requests' as history, count(*) as history_rows, min(r.actual_completion_date) as oldest, round(sysdate - min(r.actual_completion_date)) as oldest_days
from apps.fnd_concurrent_requests r where r.phase_code = 'C'
union all
select 'workflow items ended', count(*), min(w.end_date), round(sysdate - min(w.end_date))
from apps.wf_items w where w.end_date is not null
union all
select 'logins', count(*), min(l.start_time), round(sysdate - min(l.start_time))
from apps.fnd_logins l
order by oldest_days desc nulls last
