select * from (
  select i.user_je_source_name as source_name,
         i.user_je_category_name as category_name,
         i.status as status,
         i.ledger_id as ledger_id,
         case when i.status like 'E%' then 'error' else 'waiting' end as kind,
         count(*) as lines,
         min(i.date_created) as oldest,
         round(sysdate - min(i.date_created), 1) as oldest_days
  from apps.gl_interface i
  group by i.user_je_source_name, i.user_je_category_name, i.status, i.ledger_id
  order by case when i.status like 'E%' then 0 else 1 end, count(*) desc
) where rownum <= 500
