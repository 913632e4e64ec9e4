select p.gid as global_id,
       cast(extract(epoch from clock_timestamp() - p.prepared) as numeric(14,1)) as age_seconds,
       p.prepared as prepared_at,
       p.owner as owner_name,
       p.database as database_name,
       age(p.transaction) as transaction_age
from pg_prepared_xacts p
order by age_seconds desc
limit 500
