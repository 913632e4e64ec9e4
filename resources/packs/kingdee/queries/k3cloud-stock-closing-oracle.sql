select * from (
  select b.FORGID as organization_id,
         max(g.FNAME) as organization_name,
         max(cast(b.FVALUE as varchar(100))) as stock_started,
         max(c.last_closing) as last_closing,
         round((sysdate - cast(max(c.last_closing) as date)) * 24, 1) as closed_hours
  from T_BAS_SYSTEMPROFILE b
  left join T_ORG_ORGANIZATIONS_L g on g.FORGID = b.FORGID and g.FLOCALEID = 2052
  left join (select k.FORGID as org_id, max(k.FCLOSEDATE) as last_closing from T_STK_CLOSEPROFILE k where k.FCATEGORY = 'STK' group by k.FORGID) c on c.org_id = b.FORGID
  where b.FCATEGORY = 'STK'
    and b.FKEY = 'STARTSTOCKDATE'
  group by b.FORGID
  order by max(c.last_closing)
) where rownum <= 500
