select m.host as host,
       m.port as port,
       m.service_name as service_name,
       round(m.total_memory_used_size / 1048576) as used_mb,
       round(m.effective_allocation_limit / 1048576) as limit_mb,
       case when m.effective_allocation_limit > 0 then round(100 * m.total_memory_used_size / m.effective_allocation_limit, 1) end as used_percent,
       round(m.heap_memory_used_size / 1048576) as heap_mb,
       round(m.shared_memory_used_size / 1048576) as shared_mb
from sys.m_service_memory m
order by used_percent desc, m.host, m.port
