select d.log_mode as log_mode,
       coalesce(f.name, '(no recovery area)') as destination,
       round(f.space_limit / 1048576) as limit_mb,
       round(f.space_used / 1048576) as used_mb,
       round(f.space_reclaimable / 1048576) as reclaimable_mb,
       round(100 * (f.space_used - f.space_reclaimable) / nullif(f.space_limit, 0), 1) as used_percent,
       f.number_of_files as files,
       d.force_logging as force_logging
from v$database d
left join v$recovery_file_dest f on 1 = 1
order by used_percent desc nulls last
