select top (100)
       d.statement as table_name,
       d.equality_columns as equality_columns,
       d.inequality_columns as inequality_columns,
       d.included_columns as included_columns,
       cast(sum(s.avg_total_user_cost * s.avg_user_impact * (s.user_seeks + s.user_scans)) / 100 as bigint) as gain,
       sum(s.user_seeks + s.user_scans) as wanted_times,
       max(s.avg_user_impact) as impact_percent,
       max(s.last_user_seek) as last_wanted
from sys.dm_db_missing_index_details d
join sys.dm_db_missing_index_groups g on g.index_handle = d.index_handle
join sys.dm_db_missing_index_group_stats s on s.group_handle = g.index_group_handle
where d.database_id = db_id()
group by d.statement, d.equality_columns, d.inequality_columns, d.included_columns
order by gain desc
