select d.host as host,
       d.usage_type as usage_type,
       d.path as path,
       d.filesystem_type as filesystem_type,
       round(d.total_size / 1073741824, 1) as total_gb,
       round(d.used_size / 1073741824, 1) as used_gb,
       case when d.total_size > 0 then round(100 * d.used_size / d.total_size, 1) end as used_percent
from sys.m_disks d
order by used_percent desc, d.host, d.usage_type
limit 200
