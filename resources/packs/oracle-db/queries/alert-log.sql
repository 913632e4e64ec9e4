select * from (
  select substr(a.message_text, 1, 300) as message,
         count(*) as occurrences,
         min(a.originating_timestamp) as first_seen,
         max(a.originating_timestamp) as last_seen,
         max(case when a.message_text like '%ORA-00600%' or a.message_text like '%ORA-07445%' or a.message_text like '%ORA-01578%' then 1 else 0 end) as serious
  from v$diag_alert_ext a
  where a.originating_timestamp >= systimestamp - numtodsinterval(to_number(:hours), 'HOUR')
    and a.message_text like '%ORA-%'
  group by substr(a.message_text, 1, 300)
  order by max(case when a.message_text like '%ORA-00600%' or a.message_text like '%ORA-07445%' or a.message_text like '%ORA-01578%' then 1 else 0 end) desc, count(*) desc
) where rownum <= 200
