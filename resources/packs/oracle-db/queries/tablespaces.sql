select m.tablespace_name as tablespace_name,
       t.contents as contents,
       t.status as status,
       round(m.used_space * t.block_size / 1048576) as used_mb,
       round(m.tablespace_size * t.block_size / 1048576) as maximum_mb,
       round((m.tablespace_size - m.used_space) * t.block_size / 1048576) as free_mb,
       round(m.used_percent, 1) as used_percent,
       t.bigfile as bigfile
from dba_tablespace_usage_metrics m
join dba_tablespaces t on t.tablespace_name = m.tablespace_name
order by m.used_percent desc, m.tablespace_name
