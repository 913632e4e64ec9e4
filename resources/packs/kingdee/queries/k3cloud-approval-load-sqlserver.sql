select top (500) u.FUSERACCOUNT as receiver_account,
       max(u.FNAME) as receiver_name,
       count(*) as tasks,
       min(s.FCREATETIME) as oldest_arrival
from T_WF_ASSIGN s
join T_WF_RECEIVER r on r.FASSIGNID = s.FASSIGNID
join T_SEC_USER u on u.FUSERID = r.FRECEIVERID
where s.FSTATUS = '0'
group by u.FUSERACCOUNT
order by count(*) desc
