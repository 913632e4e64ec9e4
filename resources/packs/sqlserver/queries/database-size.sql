select top (1000)
       db_name(f.database_id) as database_name,
       f.name as file_name,
       f.type_desc as file_type,
       cast(f.size as bigint) * 8 / 1024 as size_mb,
       case when f.max_size <= 0 then null else cast(f.max_size as bigint) * 8 / 1024 end as maximum_mb,
       case when f.max_size <= 0 then null else cast(100.0 * f.size / f.max_size as decimal(6, 1)) end as of_maximum_percent,
       case when f.is_percent_growth = 1 then cast(f.growth as varchar(12)) + ' %' else cast(cast(f.growth as bigint) * 8 / 1024 as varchar(12)) + ' MB' end as growth,
       v.volume_mount_point as volume,
       v.total_bytes / 1048576 as disk_total_mb,
       v.available_bytes / 1048576 as disk_free_mb,
       cast(100.0 * v.available_bytes / nullif(v.total_bytes, 0) as decimal(6, 1)) as disk_free_percent,
       f.physical_name as path
from sys.master_files f
cross apply sys.dm_os_volume_stats(f.database_id, f.file_id) v
order by disk_free_percent, size_mb desc
