select * from (
  select a.item_type as item_type,
         coalesce(a.error_name, '-') as error_name,
         count(*) as activities,
         min(a.begin_date) as oldest,
         max(a.begin_date) as newest,
         max(a.item_key) as sample_item_key
  from apps.wf_item_activity_statuses a
  where a.activity_status = 'ERROR'
    and a.begin_date >= sysdate - to_number(:days)
  group by a.item_type, coalesce(a.error_name, '-')
  order by count(*) desc
) where rownum <= 200
