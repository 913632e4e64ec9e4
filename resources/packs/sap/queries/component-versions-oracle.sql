select * from (
  select c.COMPONENT as component,
         c.RELEASE as release_name,
         c.EXTRELEASE as patch_level,
         c.COMP_TYPE as component_type
  from CVERS c
  order by c.COMPONENT
) where rownum <= 500
