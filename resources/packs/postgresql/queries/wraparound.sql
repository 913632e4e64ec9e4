select d.datname as database_name,
       age(d.datfrozenxid) as transaction_age,
       mxid_age(d.datminmxid) as multixact_age,
       cast(current_setting('autovacuum_freeze_max_age') as bigint) as freeze_max_age,
       2147483647 - greatest(age(d.datfrozenxid), mxid_age(d.datminmxid)) as ids_left,
       round(100.0 * greatest(age(d.datfrozenxid), mxid_age(d.datminmxid)) / 2147483647, 1) as used_percent
from pg_database d
order by used_percent desc, transaction_age desc, database_name
