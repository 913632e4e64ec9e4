select * from (
  select x.client as client, x.object_name as object_name, x.sub_object as sub_object, x.range_number as range_number, x.to_year as to_year,
         x.from_number as from_number, x.to_number_limit as to_number_limit, x.current_number as current_number,
         round(100 * (x.level_value - x.from_value) / (x.to_value - x.from_value), 2) as used_percent
  from (
    select n.CLIENT as client, n.OBJECT as object_name, n.SUBOBJECT as sub_object, n.NRRANGENR as range_number, n.TOYEAR as to_year,
           n.FROMNUMBER as from_number, n.TONUMBER as to_number_limit, n.NRLEVEL as current_number,
           case when regexp_like(n.FROMNUMBER, '^[0-9]+$') then to_number(n.FROMNUMBER) end as from_value,
           case when regexp_like(n.TONUMBER, '^[0-9]+$') then to_number(n.TONUMBER) end as to_value,
           case when regexp_like(n.NRLEVEL, '^[0-9]+$') then to_number(n.NRLEVEL) end as level_value
    from NRIV n
    where n.EXTERNIND <> 'X'
  ) x
  where x.to_value > x.from_value
    and x.level_value >= x.from_value
    and 100 * (x.level_value - x.from_value) / (x.to_value - x.from_value) >= to_number(:minimum_percent)
  order by 100 * (x.level_value - x.from_value) / (x.to_value - x.from_value) desc
) where rownum <= 500
