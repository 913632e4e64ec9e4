select top (500)
       sc.name as schema_name,
       o.name as table_name,
       i.name as index_name,
       (select sum(p.reserved_page_count) * 8 / 1024 from sys.dm_db_partition_stats p where p.object_id = i.object_id and p.index_id = i.index_id) as size_mb,
       coalesce(u.user_updates, 0) as writes,
       coalesce(u.user_seeks + u.user_scans + u.user_lookups, 0) as readings,
       (select x.sqlserver_start_time from sys.dm_os_sys_info x) as server_start
from sys.indexes i
join sys.objects o on o.object_id = i.object_id
join sys.schemas sc on sc.schema_id = o.schema_id
left join sys.dm_db_index_usage_stats u on u.database_id = db_id() and u.object_id = i.object_id and u.index_id = i.index_id
where o.is_ms_shipped = 0
  and o.type = 'U'
  and i.index_id > 1
  and i.is_unique = 0
  and i.is_disabled = 0
  and coalesce(u.user_seeks + u.user_scans + u.user_lookups, 0) = 0
order by size_mb desc, schema_name, table_name, index_name
