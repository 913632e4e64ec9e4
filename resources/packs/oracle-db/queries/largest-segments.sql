select * from (
  select s.owner as owner_name,
         s.segment_name as segment_name,
         s.segment_type as segment_type,
         min(s.tablespace_name) as tablespace_name,
         round(sum(s.bytes) / 1048576) as size_mb,
         count(*) as partitions,
         sum(s.extents) as extents
  from dba_segments s
  where s.owner like :owner_name
  group by s.owner, s.segment_name, s.segment_type
  order by sum(s.bytes) desc
) where rownum <= 100
