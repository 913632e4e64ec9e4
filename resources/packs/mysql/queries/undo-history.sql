select m.name as metric,
       m.count as history_length,
       m.max_count as highest,
       (select max(timestampdiff(second, t.trx_started, now())) from information_schema.innodb_trx t) as oldest_transaction_seconds,
       (select count(*) from information_schema.innodb_trx t) as open_transactions
from information_schema.innodb_metrics m
where m.name = 'trx_rseg_history_len'
