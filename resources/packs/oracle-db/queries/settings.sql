select p.inst_id as instance_number,
       p.name as name,
       p.display_value as setting,
       p.isdefault as is_default,
       p.ismodified as modified,
       p.issys_modifiable as changeable,
       p.isdeprecated as deprecated,
       p.description as description
from gv$parameter p
where p.isdefault = 'FALSE' or p.ismodified <> 'FALSE'
order by case when p.name like '\_%' escape '\' then 0 else 1 end, p.name, p.inst_id
