select s.schemaname as schema_name,
       s.sequencename as sequence_name,
       s.last_value as last_value,
       least(s.max_value, coalesce(o.column_limit, s.max_value)) as effective_limit,
       round(100.0 * s.last_value / least(s.max_value, coalesce(o.column_limit, s.max_value)), 2) as used_percent,
       has_sequence_privilege(c.oid, 'SELECT') as readable,
       s.cycle as cycles,
       s.increment_by as increment_by,
       o.owner_column as owner_column
from pg_sequences s
join pg_namespace n on n.nspname = s.schemaname
join pg_class c on c.relnamespace = n.oid and c.relname = s.sequencename and c.relkind = 'S'
left join lateral (
  select t.relname || '.' || a.attname as owner_column,
         case format_type(a.atttypid, null) when 'smallint' then 32767 when 'integer' then 2147483647 end as column_limit
  from pg_depend d
  join pg_class t on t.oid = d.refobjid
  join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
  where d.objid = c.oid and d.deptype in ('a', 'i')
  limit 1
) o on true
where (not has_sequence_privilege(c.oid, 'SELECT') and not has_sequence_privilege(c.oid, 'USAGE'))
   or s.increment_by > 0
  and 100.0 * s.last_value / least(s.max_value, coalesce(o.column_limit, s.max_value)) >= cast(:minimum_percent as numeric)
order by used_percent desc nulls last, schema_name, sequence_name
limit 500
