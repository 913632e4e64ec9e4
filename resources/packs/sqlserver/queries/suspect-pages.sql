select x.kind as kind, x.database_name as database_name, x.detail as detail, x.occurred_at as occurred_at, x.times as times
from (
  select 'suspect_page' as kind, db_name(p.database_id) as database_name,
         'file ' + cast(p.file_id as varchar(10)) + ' page ' + cast(p.page_id as varchar(20)) + ' event ' + cast(p.event_type as varchar(4)) as detail,
         p.last_update_date as occurred_at, p.error_count as times
  from msdb.dbo.suspect_pages p
  where p.event_type in (1, 2, 3)
  union all
  select 'database_not_online', d.name, d.state_desc, null, null from sys.databases d where d.state_desc <> 'ONLINE'
  union all
  select 'risky_option', d.name,
         case when d.is_auto_shrink_on = 1 then 'AUTO_SHRINK ' else '' end + case when d.is_auto_close_on = 1 then 'AUTO_CLOSE ' else '' end + case when d.page_verify_option_desc <> 'CHECKSUM' then 'PAGE_VERIFY ' + d.page_verify_option_desc else '' end,
         null, null
  from sys.databases d
  where d.is_auto_shrink_on = 1 or d.is_auto_close_on = 1 or d.page_verify_option_desc <> 'CHECKSUM'
) x
order by case x.kind when 'suspect_page' then 1 when 'database_not_online' then 2 else 3 end, x.database_name
