select top (500) b.MANDANT as client,
       b.OBJECT as object_name,
       b.SUBOBJECT as sub_object,
       count(*) as logs,
       sum(try_cast(b.MSG_CNT_E as decimal(28, 0))) as error_messages,
       sum(try_cast(b.MSG_CNT_A as decimal(28, 0))) as abort_messages,
       max(b.ALDATE) as last_date
from BALHDR b
where b.ALDATE >= convert(char(8), dateadd(day, -cast(:days as int), getdate()), 112)
  and (b.MSG_CNT_E > '000000' or b.MSG_CNT_A > '000000')
group by b.MANDANT, b.OBJECT, b.SUBOBJECT
order by sum(try_cast(b.MSG_CNT_A as decimal(28, 0))) desc, sum(try_cast(b.MSG_CNT_E as decimal(28, 0))) desc
