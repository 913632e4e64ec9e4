select p.MANDT as client,
       p.BNAME as user_name,
       p.PROFILE as profile_name,
       u.USTYP as user_type,
       u.UFLAG as lock_flag,
       u.TRDAT as last_logon_date,
       u.GLTGB as valid_to,
       u.CLASS as user_group
from UST04 p
join USR02 u on u.MANDT = p.MANDT and u.BNAME = p.BNAME
where p.PROFILE in ('SAP_ALL', 'SAP_NEW', 'S_A.SYSTEM', 'S_A.ADMIN', 'S_A.DEVELOP')
  and p.MANDT like :client
order by case when u.UFLAG = 0 then 0 else 1 end, p.PROFILE, p.BNAME
limit 1000
