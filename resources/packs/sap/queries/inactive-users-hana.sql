select u.MANDT as client,
       u.BNAME as user_name,
       u.TRDAT as last_logon_date,
       u.ERDAT as created_date,
       u.GLTGB as valid_to,
       u.CLASS as user_group
from USR02 u
where u.USTYP = 'A'
  and u.UFLAG = 0
  and u.TRDAT < to_nvarchar(add_days(current_date, -to_integer(:days)), 'YYYYMMDD')
  and u.MANDT like :client
order by u.TRDAT, u.MANDT, u.BNAME
limit 2000
