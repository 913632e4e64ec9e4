select * from (
  select s.adop_session_id as session_id,
         s.node_name as node_name,
         s.status as state,
         s.prepare_status as prepare_status,
         s.apply_status as apply_status,
         s.finalize_status as finalize_status,
         s.cutover_status as cutover_status,
         s.cleanup_status as cleanup_status,
         s.abort_status as abort_status
  from apps.ad_adop_sessions s
  order by s.adop_session_id desc, s.node_name
) where rownum <= 30
