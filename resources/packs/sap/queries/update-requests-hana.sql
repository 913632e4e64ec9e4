select v.VBKEY as update_key,
       v.VBMANDT as client,
       v.VBUSR as user_name,
       v.VBTCODE as transaction_code,
       v.VBREPORT as program,
       v.VBDATE as created_at,
       case when substring(v.VBDATE, 1, 8) < to_nvarchar(current_date, 'YYYYMMDD') then 1 else 0 end as before_today,
       v.VBRC as return_code,
       v.VBSTATE as state,
       v.VBNAME as update_server
from VBHDR v
order by v.VBDATE desc
limit 500
