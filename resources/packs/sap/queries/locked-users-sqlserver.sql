select top (1000) u.MANDT as client,
       u.BNAME as user_name,
       u.USTYP as user_type,
       u.UFLAG as lock_flag,
       case when u.UFLAG in (128, 192, 160, 224) then 'failed logons'
            when u.UFLAG in (64, 96) then 'by administrator'
            when u.UFLAG = 32 then 'by central user administration'
            else 'other' end as reason,
       u.LOCNT as failed_logons,
       u.TRDAT as last_logon_date,
       u.GLTGB as valid_to,
       u.CLASS as user_group
from USR02 u
where u.UFLAG <> 0
  and u.MANDT like :client
order by case when u.USTYP in ('B', 'C', 'S') then 0 else 1 end, u.TRDAT desc, u.BNAME
