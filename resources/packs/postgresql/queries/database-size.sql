select d.datname as database_name,
       round(pg_database_size(d.oid) / 1048576.0, 1) as size_mb,
       round(100.0 * pg_database_size(d.oid) / sum(pg_database_size(d.oid)) over (), 1) as share_percent,
       pg_encoding_to_char(d.encoding) as encoding,
       d.datcollate as collation_name,
       s.numbackends as connections,
       s.tup_inserted + s.tup_updated + s.tup_deleted as rows_written,
       s.stats_reset as statistics_since
from pg_database d
left join pg_stat_database s on s.datid = d.oid
where d.datallowconn
order by pg_database_size(d.oid) desc, database_name
limit 200
