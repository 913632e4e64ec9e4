select i.file_name as file_name,
       i.layer_name as layer_name,
       i.host as host,
       i.section as section,
       i.key as parameter,
       i.value as setting,
       (select max(d.value) from sys.m_inifile_contents d where d.layer_name = 'DEFAULT' and d.file_name = i.file_name and d.section = i.section and d.key = i.key) as default_value
from sys.m_inifile_contents i
where i.layer_name <> 'DEFAULT'
  and i.key not like '%password%'
  and i.key not like '%secret%'
order by i.file_name, i.section, i.key
limit 1000
