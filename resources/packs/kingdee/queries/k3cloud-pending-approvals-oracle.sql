select * from (
  select s.FASSIGNID as assignment_id,
         p.FNUMBER as process_number,
         p.FBILLNO as document_number,
         m.FOBJECTTYPEID as form_id,
         s.FRECEIVERNAMES as receivers,
         ru.FUSERACCOUNT as receiver_account,
         ru.FNAME as receiver_name,
         o.FNAME as originator_name,
         p.FCREATETIME as started_at,
         s.FCREATETIME as arrived_at,
         round((sysdate - cast(s.FCREATETIME as date)) * 24, 1) as waiting_hours
  from T_WF_PROCINST p
  join T_WF_ACTINST a on a.FPROCINSTID = p.FPROCINSTID and a.FSTATUS = '2'
  join T_WF_ASSIGN s on s.FACTINSTID = a.FACTINSTID and s.FSTATUS = '0'
  left join T_WF_RECEIVER r on r.FASSIGNID = s.FASSIGNID
  left join T_SEC_USER ru on ru.FUSERID = r.FRECEIVERID
  left join T_SEC_USER o on o.FUSERID = p.FORIGINATORID
  left join T_WF_PIBIMAP m on m.FPROCINSTID = p.FPROCINSTID
  where p.FSTATUS = '2'
  order by s.FCREATETIME
) where rownum <= 1000
