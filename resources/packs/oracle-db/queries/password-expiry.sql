select * from (
  select u.username as user_name,
         u.account_status as account_status,
         u.expiry_date as expires_at,
         round(u.expiry_date - sysdate, 1) as days_left,
         u.lock_date as locked_at,
         u.profile as profile,
         p.limit as password_life_time
  from dba_users u
  left join dba_profiles p on p.profile = u.profile and p.resource_name = 'PASSWORD_LIFE_TIME'
  where (u.expiry_date is not null and u.expiry_date < sysdate + to_number(:days) and u.account_status not like '%LOCKED%')
     or u.account_status in ('LOCKED(TIMED)', 'EXPIRED & LOCKED(TIMED)')
     or (u.lock_date >= sysdate - 7 and u.account_status like '%LOCKED%')
  order by u.expiry_date nulls last, u.username
) where rownum <= 500
