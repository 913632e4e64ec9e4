/** A typed parameter of a saved query. */
export interface DemoQueryParameter {
  name: string;
  type: 'text' | 'number' | 'date';
  label: string;
  labelEn: string;
  default: string;
}

/** A query for the console; parameters stand in the text as `:name`. */
export interface DemoQuery {
  name: string;
  nameEn: string;
  description: string;
  descriptionEn: string;
  sql: string;
  parameters: DemoQueryParameter[];
}

/** The queries of the demo profile. */
export const SAVED_QUERIES: DemoQuery[] = [
  {
    name: '谁阻塞了谁（模拟）',
    nameEn: 'Who blocks whom (simulated)',
    description: '显示锁等待链。演示环境中的锁由脚本模拟，simulated 列为 true。',
    descriptionEn:
      'Shows the chain of lock waits. In the demo it is scripted: column simulated is true.',
    sql: `SELECT waiting_session, waiting_user, blocking_session, blocking_user, blocking_program,
       locked_table, waited_seconds, blocking_statement, simulated
  FROM demo.lock_waits
 WHERE waited_seconds >= :seconds
 ORDER BY waited_seconds DESC`,
    parameters: [
      {
        name: 'seconds',
        type: 'number',
        label: '至少等待（秒）',
        labelEn: 'Waited at least (s)',
        default: '0',
      },
    ],
  },
  {
    name: '没有索引的外键',
    nameEn: 'Foreign keys without an index',
    description: '列出子表上没有索引的外键列：更新或删除父表时会锁住过多的行。',
    descriptionEn: 'Foreign key columns without an index: changing the parent then locks too much.',
    sql: `SELECT c.conrelid::regclass AS child_table, c.conname AS foreign_key,
       a.attname AS column_name, c.confrelid::regclass AS parent_table
  FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
 WHERE c.contype = 'f'
   AND NOT EXISTS (SELECT 1 FROM pg_index i
                    WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])
 ORDER BY 1, 2`,
    parameters: [],
  },
  {
    name: '物料变更记录',
    nameEn: 'Journal of one material',
    description: '按物料编码查询变更记录，可与执行计划对照缺失的索引。',
    descriptionEn: 'What happened to one material; its plan shows the missing index.',
    sql: `SELECT m.code, m.name, j.changed_at, j.action, j.operator, j.remark
  FROM bd_material m
  JOIN bd_material_journal j ON j.pk_material = m.pk_material
 WHERE m.code = :code
 ORDER BY j.changed_at DESC`,
    parameters: [
      {
        name: 'code',
        type: 'text',
        label: '物料编码',
        labelEn: 'Material code',
        default: 'MAT-000042',
      },
    ],
  },
  {
    name: '未审核凭证',
    nameEn: 'Vouchers not approved',
    description: '某日期之后尚未审核的总账凭证。',
    descriptionEn: 'General ledger vouchers since a day that nobody has approved.',
    sql: `SELECT voucher_no, prepared_on, prepared_by, debit_total, summary
  FROM gl_voucher
 WHERE status = 'open' AND prepared_on >= :since
 ORDER BY prepared_on DESC, voucher_no`,
    parameters: [
      { name: 'since', type: 'date', label: '起始日期', labelEn: 'Since', default: '2024-01-01' },
    ],
  },
];
