select top (100)
       s.session_id as session_id,
       cast(sum(u.user_pages + u.internal_pages) * 8 / 1024 as bigint) as total_mb,
       cast(sum(u.user_pages) * 8 / 1024 as bigint) as user_objects_mb,
       cast(sum(u.internal_pages) * 8 / 1024 as bigint) as internal_objects_mb,
       s.login_name as login_name,
       s.host_name as host_name,
       s.program_name as program_name,
       s.status as status,
       s.last_request_end_time as last_activity
from (
  select a.session_id, a.user_objects_alloc_page_count - a.user_objects_dealloc_page_count as user_pages, a.internal_objects_alloc_page_count - a.internal_objects_dealloc_page_count as internal_pages
  from sys.dm_db_session_space_usage a
  union all
  select t.session_id, t.user_objects_alloc_page_count - t.user_objects_dealloc_page_count, t.internal_objects_alloc_page_count - t.internal_objects_dealloc_page_count
  from sys.dm_db_task_space_usage t
) u
join sys.dm_exec_sessions s on s.session_id = u.session_id
where s.is_user_process = 1
group by s.session_id, s.login_name, s.host_name, s.program_name, s.status, s.last_request_end_time
having sum(u.user_pages + u.internal_pages) > 0
order by total_mb desc
