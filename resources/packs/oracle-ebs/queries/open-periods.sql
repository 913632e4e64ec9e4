select * from (
  select l.name as ledger_name,
         a.application_short_name as application,
         p.period_name as period_name,
         p.start_date as start_date,
         p.end_date as end_date,
         p.closing_status as closing_status,
         greatest(0, floor(months_between(trunc(sysdate), p.end_date))) as age_months
  from apps.gl_period_statuses p
  join apps.gl_ledgers l on l.ledger_id = p.ledger_id
  join apps.fnd_application a on a.application_id = p.application_id
  where p.closing_status = 'O'
    and p.application_id in (101, 200, 201, 222)
  order by p.end_date, l.name, a.application_short_name
) where rownum <= 1000
