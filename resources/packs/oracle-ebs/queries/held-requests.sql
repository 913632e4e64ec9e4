select * from (
  select r.request_id as request_id,
         p.user_concurrent_program_name as program_name,
         u.user_name as requested_by,
         r.requested_start_date as planned_start,
         round(sysdate - r.last_update_date, 1) as hold_days,
         r.resubmit_interval as resubmit_interval,
         r.resubmit_interval_unit_code as resubmit_unit,
         substr(r.argument_text, 1, 240) as arguments
  from apps.fnd_concurrent_requests r
  join apps.fnd_concurrent_programs_vl p on p.concurrent_program_id = r.concurrent_program_id and p.application_id = r.program_application_id
  left join apps.fnd_user u on u.user_id = r.requested_by
  where r.phase_code = 'P'
    and r.hold_flag = 'Y'
  order by r.last_update_date
) where rownum <= 500
