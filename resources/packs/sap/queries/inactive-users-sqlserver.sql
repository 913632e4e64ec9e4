select top (2000) u.MANDT as client,
       u.BNAME as user_name,
       u.TRDAT as last_logon_date,
       u.ERDAT as created_date,
       u.GLTGB as valid_to,
       u.CLASS as user_group
from USR02 u
where u.USTYP = 'A'
  and u.UFLAG = 0
  and u.TRDAT < convert(char(8), dateadd(day, -cast(:days as int), getdate()), 112)
  and u.MANDT like :client
order by u.TRDAT, u.MANDT, u.BNAME
