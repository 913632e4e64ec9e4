select n.nspname as schema_name,
       t.relname as table_name,
       ic.relname as redundant_index,
       oc.relname as covered_by,
       case when cast(i.indkey as text) = cast(o.indkey as text) then 'duplicate' else 'prefix' end as kind,
       round(ic.relpages * cast(current_setting('block_size') as numeric) / 1048576, 1) as redundant_mb,
       (select string_agg(a.attname, ', ' order by a.attnum) from pg_attribute a where a.attrelid = i.indexrelid) as redundant_columns,
       (select string_agg(a.attname, ', ' order by a.attnum) from pg_attribute a where a.attrelid = o.indexrelid) as covering_columns
from pg_index i
join pg_index o on o.indrelid = i.indrelid and o.indexrelid <> i.indexrelid
join pg_class ic on ic.oid = i.indexrelid
join pg_class oc on oc.oid = o.indexrelid and oc.relam = ic.relam
join pg_class t on t.oid = i.indrelid
join pg_namespace n on n.oid = t.relnamespace
where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  and not i.indisprimary
  and (not i.indisunique or (o.indisunique and cast(i.indkey as text) = cast(o.indkey as text)))
  and i.indexprs is null
  and o.indexprs is null
  and coalesce(cast(i.indpred as text), '') = coalesce(cast(o.indpred as text), '')
  and (cast(o.indkey as text) || ' ') like (cast(i.indkey as text) || ' %')
  and (cast(o.indclass as text) || ' ') like (cast(i.indclass as text) || ' %')
  and (cast(i.indkey as text) <> cast(o.indkey as text) or o.indisprimary or (o.indisunique and not i.indisunique) or i.indexrelid > o.indexrelid)
order by ic.relpages desc, schema_name, table_name, redundant_index
limit 500
