select input_type, status, start_time, end_time, hours_since_end, output_mb, output_device, last_success
from (
  select d.input_type as input_type,
         d.status as status,
         d.start_time as start_time,
         d.end_time as end_time,
         round((sysdate - d.end_time) * 24, 1) as hours_since_end,
         round(d.output_bytes / 1048576) as output_mb,
         d.output_device_type as output_device,
         max(case when d.status like 'COMPLETED%' then d.end_time end) over (partition by d.input_type) as last_success,
         row_number() over (partition by d.input_type order by d.start_time desc) as newest
  from v$rman_backup_job_details d
)
where newest = 1
order by hours_since_end desc nulls first, input_type
