select u.user as user_name,
       u.host as client_host,
       case when u.super_priv = 'Y' or u.file_priv = 'Y' or u.shutdown_priv = 'Y' or (u.grant_priv = 'Y' and u.create_user_priv = 'Y') then 'dangerous'
            else 'check' end as risk,
       u.super_priv as super_right,
       u.file_priv as file_right,
       u.grant_priv as grant_right,
       u.create_user_priv as create_user_right,
       u.shutdown_priv as shutdown_right,
       u.process_priv as process_right,
       u.insert_priv as insert_everywhere,
       u.drop_priv as drop_everywhere,
       u.host in ('%', '') as from_any_host,
       u.ssl_type as tls_requirement
from mysql.user u
where u.super_priv = 'Y' or u.file_priv = 'Y' or u.grant_priv = 'Y' or u.create_user_priv = 'Y' or u.shutdown_priv = 'Y'
   or u.insert_priv = 'Y' or u.drop_priv = 'Y' or u.host in ('%', '')
order by risk desc, user_name, client_host
limit 500
