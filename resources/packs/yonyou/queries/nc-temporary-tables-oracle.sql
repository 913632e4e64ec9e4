select case when t.temporary = 'Y' then 'global temporary' else 'ordinary, temporary name' end as kind,
       count(*) as tables_found,
       min(t.table_name) as first_name,
       max(t.table_name) as last_name
from user_tables t
where t.temporary = 'Y'
   or regexp_like(t.table_name, '^(TEMP|TMP|T_TEMP|IA_TMP|TEMQ_)')
group by case when t.temporary = 'Y' then 'global temporary' else 'ordinary, temporary name' end
order by tables_found desc
