import { DEMO_USER } from './machines';
import type { DemoPlant } from './plant';
import { SAVED_QUERIES, type DemoQuery } from './saved-queries';
import { DATABASE_ROLE, DATABASE_WRITER_ROLE } from './schema.sql';

export type { DemoQuery, DemoQueryParameter } from './saved-queries';

/** A way into a system of the demo inventory. */
export type DemoEndpoint =
  | {
      kind: 'ssh';
      name: string;
      host: string;
      port: number;
      username: string;
      auth: 'key' | 'password' | 'interactive';
      identityPath?: string;
      /** Vault entry with the password. */
      secret?: string;
      /** Endpoint to go through, by its name or by its whole path. */
      jump?: string;
      encoding?: 'gb18030';
      sudo?: 'free';
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

/** Everything with which the demo profile is filled. */
export interface DemoInventory {
  customers: { name: string; nameEn: string }[];
  sites: { name: string; customer: string }[];
  systems: DemoSystem[];
  savedQueries: DemoQuery[];
}

const CUSTOMER = '澜江精工';
const SITE = '主厂区';
const PRODUCTION = 'NC65 生产';
/** Vault entry with the password of the machine that is logged in to with one. */
export const DEMO_SECRET = '演示 report-01 demo';

/**
 * Describes the plant as an inventory (customer, site, systems, endpoints, saved queries)
 * for filling the demo profile. Names are made up; ports are those of the running plant.
 */
export function demoInventory(plant: DemoPlant): DemoInventory {
  const { identity } = plant.ssh;
  const ssh = (
    name: string,
    rest: Partial<Extract<DemoEndpoint, { kind: 'ssh' }>> = {},
  ): DemoEndpoint => {
    const found = plant.hosts.find((host) => host.name === name);
    if (found === undefined) throw new Error(`the plant has no ${name}`);
    const { host, port } = found;
    const auth = { auth: 'key' as const, identityPath: identity };
    return {
      kind: 'ssh',
      name,
      host,
      port,
      username: DEMO_USER,
      ...(rest.auth ? {} : auth),
      ...rest,
    } as DemoEndpoint;
  };
  const logsOf = (machine: string): DemoEndpoint[] =>
    plant.logSources
      .filter((source) => source.machine === machine)
      .map(({ name, path, encoding }) => ({ kind: 'log', name, ssh: machine, path, encoding }));
  const database = (name: string, username: string): DemoEndpoint => ({
    kind: 'database',
    name,
    dialect: 'postgresql',
    host: plant.database.host,
    port: plant.database.port,
    database: plant.database.database,
    username,
  });
  const jump = 'jump-01';
  return {
    customers: [{ name: CUSTOMER, nameEn: 'Lanjiang Precision' }],
    sites: [{ name: SITE, customer: CUSTOMER }],
    systems: [
      {
        name: PRODUCTION,
        site: SITE,
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
          ssh('jump-01'),
          ssh('nc-app-01', { jump, sudo: 'free' }),
          ssh('nc-db-01', { jump, sudo: 'free' }),
          ssh('report-01', { jump, encoding: 'gb18030', auth: 'password', secret: DEMO_SECRET }),
          ssh('bank-gw-01', { jump, auth: 'interactive' }),
          ...logsOf('nc-app-01'),
          ...logsOf('nc-db-01'),
          database('诊断库（只读账号）', DATABASE_ROLE),
          {
            ...database('诊断库（经 SSH）', DATABASE_ROLE),
            ...plant.databaseInside,
            viaSsh: jump,
          } as DemoEndpoint,
          { kind: 'url', name: 'NC 门户', url: 'http://nc.lanjiang.example/nccloud' },
        ],
      },
      {
        name: 'NC65 测试',
        site: SITE,
        platform: 'yonyou',
        version: '6.5',
        environment: 'test',
        remarks:
          '模拟环境，经生产的跳板机到达。 Simulated; reached over the jump host of production.',
        contacts: [{ name: '陈静', role: '测试负责人' }],
        endpoints: [
          ssh('nc-test-01', { jump: [CUSTOMER, SITE, PRODUCTION, jump].join(' / '), sudo: 'free' }),
          ...logsOf('nc-test-01'),
          database('测试库（应用账号）', DATABASE_WRITER_ROLE),
        ],
      },
    ],
    savedQueries: SAVED_QUERIES,
  };
}
