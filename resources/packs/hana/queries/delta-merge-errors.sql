select d.schema_name as schema_name,
       d.table_name as table_name,
       count(*) as failures,
       max(d.start_time) as last_failure,
       max(d.last_error) as last_error_number,
       d.error_description as error_description
from sys.m_delta_merge_statistics d
where d.type = 'MERGE'
  and d.success = 'FALSE'
  and d.last_error <> 0
  and d.start_time >= add_days(current_timestamp, -to_integer(:days))
group by d.schema_name, d.table_name, d.error_description
order by failures desc, schema_name, table_name
limit 200
