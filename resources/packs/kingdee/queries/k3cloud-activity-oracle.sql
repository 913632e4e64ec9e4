select * from (
  select u.FNAME as user_name,
         count(*) as operations,
         sum(case when l.FENVIRONMENT = 0 then 1 else 0 end) as logons,
         count(distinct l.FIPADDRESS) as addresses,
         min(l.FDATETIME) as first_activity,
         max(l.FDATETIME) as last_activity
  from T_BAS_OPERATELOG l
  join T_SEC_USER u on u.FUSERID = l.FUSERID
  where l.FDATETIME >= sysdate - to_number(:days)
  group by u.FNAME
  order by count(distinct l.FIPADDRESS) desc, count(*) desc
) where rownum <= 1000
