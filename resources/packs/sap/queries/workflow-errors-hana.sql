select w.WI_RH_TASK as task,
       w.WI_TYPE as item_type,
       count(*) as work_items,
       min(w.WI_CD) as oldest_date,
       max(w.WI_CD) as newest_date,
       max(w.WI_ID) as last_work_item
from SWWWIHEAD w
where w.WI_STAT = 'ERROR'
  and w.WI_CD >= to_nvarchar(add_days(current_date, -to_integer(:days)), 'YYYYMMDD')
group by w.WI_RH_TASK, w.WI_TYPE
order by count(*) desc
limit 500
