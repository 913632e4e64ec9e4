select a.alert_id as alert_id,
       a.alert_rating as alert_rating,
       a.alert_name as alert_name,
       a.alert_host as alert_host,
       a.alert_port as alert_port,
       a.alert_timestamp as alert_timestamp,
       a.alert_details as alert_details,
       a.alert_useraction as user_action
from _sys_statistics.statistics_current_alerts a
order by a.alert_rating desc, a.alert_timestamp desc
limit 200
