select b.MANDANT as client,
       b.OBJECT as object_name,
       b.SUBOBJECT as sub_object,
       count(*) as logs,
       sum(case when b.MSG_CNT_E <> '' and ltrim(b.MSG_CNT_E, '0123456789') = '' then to_decimal(b.MSG_CNT_E) end) as error_messages,
       sum(case when b.MSG_CNT_A <> '' and ltrim(b.MSG_CNT_A, '0123456789') = '' then to_decimal(b.MSG_CNT_A) end) as abort_messages,
       max(b.ALDATE) as last_date
from BALHDR b
where b.ALDATE >= to_nvarchar(add_days(current_date, -to_integer(:days)), 'YYYYMMDD')
  and (b.MSG_CNT_E > '000000' or b.MSG_CNT_A > '000000')
group by b.MANDANT, b.OBJECT, b.SUBOBJECT
order by sum(case when b.MSG_CNT_A <> '' and ltrim(b.MSG_CNT_A, '0123456789') = '' then to_decimal(b.MSG_CNT_A) end) desc, sum(case when b.MSG_CNT_E <> '' and ltrim(b.MSG_CNT_E, '0123456789') = '' then to_decimal(b.MSG_CNT_E) end) desc
limit 500
