select e.MANDT as client,
       case e.DIRECT when '1' then 'outbound' else 'inbound' end as direction,
       e.MESTYP as message_type,
       e.SNDPRN as sender,
       e.RCVPRN as receiver,
       e.STATUS as status,
       case when e.STATUS in ('30', '64', '66', '03') then 'waiting' else 'error' end as kind,
       count(*) as documents,
       min(e.CREDAT) as oldest_date,
       max(e.DOCNUM) as last_document
from EDIDC e
where e.CREDAT >= to_nvarchar(add_days(current_date, -to_integer(:days)), 'YYYYMMDD')
  and e.STATUS in ('02', '04', '05', '20', '21', '22', '25', '26', '27', '29', '30', '32', '34', '36', '37', '40', '51', '54', '55', '56', '57', '60', '61', '63', '64', '65', '66', '69')
group by e.MANDT, e.DIRECT, e.MESTYP, e.SNDPRN, e.RCVPRN, e.STATUS
order by case when e.STATUS in ('30', '64', '66', '03') then 1 else 0 end, count(*) desc
limit 500
