select * from (
  select a.FCOMPANYID as company_id,
         o.FNUMBER as company_number,
         o.FNAME_L2 as company_name,
         a.FSYSTEMSTATUSID as system_id,
         s.FNAME as system_number,
         c.FPERIODYEAR as period_year,
         c.FPERIODNUMBER as period_number,
         to_number(substr(to_char(sysdate, 'YYYYMMDD'), 1, 4)) * 12 + to_number(substr(to_char(sysdate, 'YYYYMMDD'), 5, 2)) - c.FPERIODYEAR * 12 - c.FPERIODNUMBER as months_behind,
         b.FPERIODYEAR as start_year,
         b.FPERIODNUMBER as start_period
  from T_BD_SYSTEMSTATUSCTROL a
  join T_ORG_COMPANY o on o.FID = a.FCOMPANYID
  left join T_BD_SYSTEMSTATUS s on s.FID = a.FSYSTEMSTATUSID
  left join T_BD_PERIOD c on c.FID = a.FCURRENTPERIODID
  left join T_BD_PERIOD b on b.FID = a.FSTARTPERIODID
  where a.FISSTART = 1
    and o.FISSEALUP = 0
  order by c.FPERIODYEAR, c.FPERIODNUMBER, o.FNUMBER
) where rownum <= 2000
