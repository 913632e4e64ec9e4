select 'constraint_not_valid' as kind, n.nspname as schema_name, t.relname as table_name, c.conname as object_name,
       case c.contype when 'c' then 'check' when 'f' then 'foreign key' else cast(c.contype as text) end as detail
from pg_constraint c
join pg_class t on t.oid = c.conrelid
join pg_namespace n on n.oid = t.relnamespace
where not c.convalidated
union all
select 'trigger_disabled', n.nspname, t.relname, g.tgname, 'calls ' || p.proname
from pg_trigger g
join pg_class t on t.oid = g.tgrelid
join pg_proc p on p.oid = g.tgfoid
join pg_namespace n on n.oid = t.relnamespace
where g.tgenabled = 'D'
union all
select 'rule_disabled', n.nspname, t.relname, r.rulename, case r.ev_type when '1' then 'on select' when '2' then 'on update' when '3' then 'on insert' when '4' then 'on delete' end
from pg_rewrite r
join pg_class t on t.oid = r.ev_class
join pg_namespace n on n.oid = t.relnamespace
where r.ev_enabled = 'D'
order by kind desc, schema_name, table_name, object_name
limit 500
