select top (200)
       s.name as schema_name,
       o.name as table_name,
       coalesce(i.name, '(heap)') as index_name,
       p.partition_number as partition_number,
       p.index_type_desc as index_type,
       p.page_count as pages,
       p.page_count * 8 / 1024 as size_mb,
       round(p.avg_fragmentation_in_percent, 1) as fragmentation_percent,
       p.fragment_count as fragments
from sys.dm_db_index_physical_stats(db_id(), null, null, null, 'LIMITED') p
join sys.objects o on o.object_id = p.object_id
join sys.schemas s on s.schema_id = o.schema_id
left join sys.indexes i on i.object_id = p.object_id and i.index_id = p.index_id
where p.page_count >= :minimum_pages
  and o.is_ms_shipped = 0
order by p.avg_fragmentation_in_percent desc, p.page_count desc
