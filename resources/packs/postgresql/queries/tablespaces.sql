select t.spcname as tablespace_name,
       round(pg_tablespace_size(t.oid) / 1048576.0, 1) as size_mb,
       pg_tablespace_location(t.oid) as location,
       pg_get_userbyid(t.spcowner) as owner_name,
       (select count(*) from pg_database d where d.dattablespace = t.oid) as default_of_databases
from pg_tablespace t
order by pg_tablespace_size(t.oid) desc, tablespace_name
