select * from (
  select b.MANDANT as client,
         b.OBJECT as object_name,
         b.SUBOBJECT as sub_object,
         count(*) as logs,
         sum(case when regexp_like(b.MSG_CNT_E, '^[0-9]+$') then to_number(b.MSG_CNT_E) end) as error_messages,
         sum(case when regexp_like(b.MSG_CNT_A, '^[0-9]+$') then to_number(b.MSG_CNT_A) end) as abort_messages,
         max(b.ALDATE) as last_date
  from BALHDR b
  where b.ALDATE >= to_char(sysdate - to_number(:days), 'YYYYMMDD')
    and (b.MSG_CNT_E > '000000' or b.MSG_CNT_A > '000000')
  group by b.MANDANT, b.OBJECT, b.SUBOBJECT
  order by sum(case when regexp_like(b.MSG_CNT_A, '^[0-9]+$') then to_number(b.MSG_CNT_A) end) desc, sum(case when regexp_like(b.MSG_CNT_E, '^[0-9]+$') then to_number(b.MSG_CNT_E) end) desc
) where rownum <= 500
