import type { DemoPlant } from './plant';
import { DATABASE_ROLE, DATABASE_WRITER_ROLE } from './schema.sql';
import { DEMO_USER } from './ssh-server';

/** A way into a system of the demo inventory. */
export type DemoEndpoint =
  | {
      kind: 'ssh';
      name: string;
      host: string;
      port: number;
      username: string;
      auth: 'key';
      identityPath: string;
    }
  | { kind: 'log'; name: string; ssh: string; path: string; encoding?: 'gb18030' | 'utf-8' }
  | {
      kind: 'database';
      name: string;
      dialect: 'postgresql';
      host: string;
      port: number;
      database: string;
      username: string;
      /** Name of the SSH endpoint through which the database is reached. */
      viaSsh?: string;
    }
  | { kind: 'url'; name: string; url: string };

/** A person to call. */
export interface DemoContact {
  name: string;
  phone?: string;
  role?: string;
}

/** A system of the demo inventory; `site` names one of its sites. */
export interface DemoSystem {
  name: string;
  site: string;
  platform: 'yonyou';
  version: string;
  environment: 'production' | 'test' | 'development';
  remarks: string;
  contacts: DemoContact[];
  endpoints: DemoEndpoint[];
}

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

/** Everything with which the demo profile is filled. */
export interface DemoInventory {
  customers: { name: string; nameEn: string }[];
  sites: { name: string; customer: string }[];
  systems: DemoSystem[];
  savedQueries: DemoQuery[];
}

const SAVED_QUERIES: DemoQuery[] = [
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

/**
 * Describes the plant as an inventory (customer, site, systems, endpoints, saved queries)
 * for filling the demo profile. Names are made up; ports are those of the running plant.
 */
export function demoInventory(plant: DemoPlant): DemoInventory {
  const { host, port, identity } = plant.ssh;
  const ssh = (name: string): DemoEndpoint => ({
    kind: 'ssh',
    name,
    host,
    port,
    username: DEMO_USER,
    auth: 'key',
    identityPath: identity,
  });
  const database = (name: string, username: string, viaSsh?: string): DemoEndpoint => ({
    kind: 'database',
    name,
    dialect: 'postgresql',
    host: plant.database.host,
    port: plant.database.port,
    database: plant.database.database,
    username,
    ...(viaSsh === undefined ? {} : { viaSsh }),
  });
  return {
    customers: [{ name: '澜江精工', nameEn: 'Lanjiang Precision' }],
    sites: [{ name: '主厂区', customer: '澜江精工' }],
    systems: [
      {
        name: 'NC65 生产',
        site: '主厂区',
        platform: 'yonyou',
        version: '6.5',
        environment: 'production',
        remarks:
          '模拟环境。现象：白天物料无法保存；请从 NC 日志的锁等待开始排查。 Simulated. Symptom: materials cannot be saved by day; start from the lock waits in the NC log.',
        contacts: [
          { name: '周工', phone: '000-0000-0001', role: 'IT 主管' },
          { name: '孙磊', phone: '000-0000-0002', role: '物料主数据管理员' },
        ],
        endpoints: [
          ssh('nc-app-01'),
          ...plant.logSources
            .filter((source) => !source.isTestSystem)
            .map(({ name, path, encoding }): DemoEndpoint => ({
              kind: 'log',
              name,
              ssh: 'nc-app-01',
              path,
              encoding,
            })),
          database('诊断库（只读账号）', DATABASE_ROLE),
          database('诊断库（经 SSH）', DATABASE_ROLE, 'nc-app-01'),
          { kind: 'url', name: 'NC 门户', url: 'http://nc.lanjiang.example/nccloud' },
        ],
      },
      {
        name: 'NC65 测试',
        site: '主厂区',
        platform: 'yonyou',
        version: '6.5',
        environment: 'test',
        remarks: '模拟环境，与生产共用一台服务器。 Simulated; shares the server with production.',
        contacts: [{ name: '陈静', role: '测试负责人' }],
        endpoints: [
          ssh('nc-test-01'),
          ...plant.logSources
            .filter((source) => source.isTestSystem)
            .map(({ name, path, encoding }): DemoEndpoint => ({
              kind: 'log',
              name,
              ssh: 'nc-test-01',
              path,
              encoding,
            })),
          database('测试库（应用账号）', DATABASE_WRITER_ROLE),
        ],
      },
    ],
    savedQueries: SAVED_QUERIES,
  };
}
