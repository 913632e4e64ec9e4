select top (500) u.user_code as user_code, count(*) as users, min(u.user_name) as one_name, max(u.user_name) as other_name
from sm_user u
where coalesce(u.dr, 0) = 0
group by u.user_code
having count(*) > 1
order by count(*) desc, u.user_code
