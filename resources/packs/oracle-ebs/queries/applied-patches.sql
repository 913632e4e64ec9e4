select * from (
  select b.bug_number as bug_number,
         b.application_short_name as application,
         b.creation_date as applied_at,
         b.language as language
  from apps.ad_bugs b
  where b.creation_date >= sysdate - to_number(:days)
  order by b.creation_date desc, b.bug_number
) where rownum <= 2000
