select top (100)
       s.name as schema_name,
       o.name as table_name,
       sum(case when p.index_id < 2 then p.row_count else 0 end) as table_rows,
       sum(p.reserved_page_count) * 8 / 1024 as reserved_mb,
       sum(case when p.index_id < 2 then p.in_row_data_page_count + p.lob_used_page_count + p.row_overflow_used_page_count else 0 end) * 8 / 1024 as data_mb,
       sum(case when p.index_id >= 2 then p.used_page_count else 0 end) * 8 / 1024 as index_mb,
       sum(p.reserved_page_count - p.used_page_count) * 8 / 1024 as unused_mb,
       max(case when p.index_id = 0 then 1 else 0 end) as is_heap,
       o.create_date as created_at
from sys.dm_db_partition_stats p
join sys.objects o on o.object_id = p.object_id
join sys.schemas s on s.schema_id = o.schema_id
where o.type = 'U'
group by s.name, o.name, o.create_date
order by sum(p.reserved_page_count) desc
