select * from (
  select l.FDATETIME as operated_at,
         u.FNAME as user_name,
         l.FOBJECTTYPEID as object_type,
         case l.FENVIRONMENT when 0 then 'log in' when 1 then 'open object' when 2 then 'close object' when 3 then 'operation' else 'other' end as scene,
         l.FOPERATENAME as operation,
         l.FDESCRIPTION as description,
         l.FCOMPUTERNAME as computer_name,
         l.FIPADDRESS as client_address
  from T_BAS_OPERATELOG l
  left join T_SEC_USER u on u.FUSERID = l.FUSERID
  where l.FDATETIME >= sysdate - to_number(:days)
    and u.FNAME like :user_name
    and l.FOBJECTTYPEID like :object_type
  order by l.FDATETIME desc
) where rownum <= 2000
