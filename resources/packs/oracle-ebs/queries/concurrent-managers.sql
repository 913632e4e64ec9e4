select q.concurrent_queue_name as queue_name,
       q.user_concurrent_queue_name as manager_name,
       q.target_node as target_node,
       q.max_processes as target_processes,
       q.running_processes as actual_processes,
       q.max_processes - q.running_processes as missing_processes,
       case when q.concurrent_queue_name = 'FNDICM' and q.running_processes = 0 then 1 else 0 end as internal_manager_down,
       q.control_code as control_code
from apps.fnd_concurrent_queues_vl q
where q.enabled_flag = 'Y'
order by case when q.concurrent_queue_name = 'FNDICM' and q.running_processes = 0 then 0 else 1 end, q.max_processes - q.running_processes desc, q.user_concurrent_queue_name
