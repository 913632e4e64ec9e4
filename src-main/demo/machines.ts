import { commands } from './commands';
import { VirtualFiles } from './files';
import { furnish } from './machine-files';
import type { MachineFacts, ProcessFacts } from './machine-facts';
import { codecs, type PlantEncoding } from './names';
import type { PlantMachine, PlantService } from './shell-types';

/** The one account of the plant. It opens nothing but the simulation. */
export const DEMO_USER = 'demo';

/** A simulated machine as the plant has it. */
export interface MachinePlan {
  name: string;
  /** Its address behind the jump host. */
  address: string;
  /** What it is for, in both languages. */
  purpose: string;
  encoding: PlantEncoding;
  /** `code`: the server asks for a one-time code and takes nothing else. */
  logIn: 'key' | 'code';
  facts: MachineFacts;
  services: Record<string, string>;
}

const GIB = 1024 * 1024;
const MINUTE = 60_000;

function disk(device: string, place: string, size: number, used: number) {
  return { device, place, size: Math.round(size * GIB), used: Math.round(used * GIB) };
}

const system: ProcessFacts[] = [
  { pid: 1, user: 'root', cpu: 0, memory: 0, resident: 11, command: '/usr/lib/systemd/systemd' },
  { pid: 1204, user: 'root', cpu: 0.1, memory: 0, resident: 9, command: '/usr/sbin/sshd -D' },
];

function small(load: number, total: number, disks: MachineFacts['disks']): MachineFacts {
  return {
    cpus: 4,
    load,
    memory: { total, used: Math.round(total * 0.35), shared: 120, cache: Math.round(total * 0.3) },
    swap: { total: 4096, used: 0 },
    disks,
    processes: system,
    sudo: false,
    daysUp: 212,
  };
}

/** The machines of the plant. Figures are made up. */
export const machinePlans: readonly MachinePlan[] = [
  {
    name: 'jump-01',
    address: '10.20.30.2',
    purpose: '跳板机 Jump host',
    encoding: 'utf-8',
    logIn: 'key',
    services: {},
    facts: small(0.12, 3_789, [disk('/dev/vda1', '/', 40, 11)]),
  },
  {
    name: 'nc-app-01',
    address: '10.20.30.11',
    purpose: 'NC 应用服务器 NC application server',
    encoding: 'utf-8',
    logIn: 'key',
    services: { 'nc-middleware': 'NC 中间件 NC middleware', tomcat: 'Tomcat 门户 Tomcat portal' },
    facts: {
      cpus: 16,
      load: 6.4,
      memory: { total: 64_256, used: 48_712, shared: 612, cache: 13_440 },
      swap: { total: 16_383, used: 3_277 },
      disks: [
        disk('/dev/sda3', '/', 50, 17.5),
        disk('/dev/sdb1', '/u01', 500, 467),
        disk('/dev/sda1', '/boot', 1, 0.2),
      ],
      processes: [
        ...system,
        {
          pid: 4471,
          user: 'nc',
          cpu: 42.6,
          memory: 38,
          resident: 24_410,
          command: 'java -server -Xmx24g -Dnc.server.name=master nc.bs.framework.server.Main',
          service: 'nc-middleware',
        },
        {
          pid: 4530,
          user: 'nc',
          cpu: 11.3,
          memory: 12.4,
          resident: 7_960,
          command: 'java -server -Xmx8g -Dnc.server.name=ncMem1 nc.bs.framework.server.Main',
          service: 'nc-middleware',
        },
        {
          pid: 6122,
          user: 'tomcat',
          cpu: 3.7,
          memory: 6.9,
          resident: 4_430,
          command: 'java -Dcatalina.base=/u01/tomcat org.apache.catalina.startup.Bootstrap start',
          service: 'tomcat',
        },
      ],
      sudo: true,
      daysUp: 37,
    },
  },
  {
    name: 'nc-db-01',
    address: '10.20.30.21',
    purpose: '数据库服务器 Database server',
    encoding: 'utf-8',
    logIn: 'key',
    services: { 'oracle-ncdb': 'Oracle 实例 ncdb Oracle instance ncdb' },
    facts: {
      cpus: 24,
      load: 3.1,
      memory: { total: 128_512, used: 91_200, shared: 40_960, cache: 31_100 },
      swap: { total: 16_383, used: 12 },
      disks: [
        disk('/dev/sda3', '/', 50, 14.2),
        disk('/dev/sdb1', '/u01', 2048, 1290),
        disk('/dev/sdc1', '/backup', 4096, 3180),
      ],
      processes: [
        ...system,
        {
          pid: 2817,
          user: 'oracle',
          cpu: 0.3,
          memory: 0.1,
          resident: 96,
          command: 'ora_pmon_ncdb',
          service: 'oracle-ncdb',
        },
        {
          pid: 5177,
          user: 'oracle',
          cpu: 38.2,
          memory: 4.4,
          resident: 5_650,
          command: 'oraclencdb (LOCAL=NO) sunlei materials_202405',
          service: 'oracle-ncdb',
        },
        {
          pid: 2841,
          user: 'oracle',
          cpu: 4.9,
          memory: 2.6,
          resident: 3_340,
          command: 'ora_dbw0_ncdb',
          service: 'oracle-ncdb',
        },
      ],
      sudo: true,
      daysUp: 143,
    },
  },
  {
    name: 'report-01',
    address: '10.20.30.31',
    purpose: '旧报表服务器，GBK Old report server, GBK',
    encoding: 'gb18030',
    logIn: 'key',
    services: { 'report-server': '报表服务 Report service' },
    facts: small(0.6, 7_821, [
      disk('/dev/sda2', '/', 120, 71),
      disk('/dev/sdb1', '/data', 300, 204),
    ]),
  },
  {
    name: 'bank-gw-01',
    address: '10.20.30.41',
    purpose: '银企直连前置机，动态口令 Bank gateway, one-time code',
    encoding: 'utf-8',
    logIn: 'code',
    services: {},
    facts: small(0.2, 7_821, [disk('/dev/vda1', '/', 60, 21)]),
  },
  {
    name: 'nc-test-01',
    address: '10.20.40.11',
    purpose: 'NC 测试服务器 NC test server',
    encoding: 'utf-8',
    logIn: 'key',
    services: { 'nc-middleware': 'NC 中间件（测试） NC middleware (test)' },
    facts: {
      ...small(1.4, 15_884, [disk('/dev/vda1', '/', 60, 32), disk('/dev/vdb1', '/u01', 200, 118)]),
      processes: [
        ...system,
        {
          pid: 3310,
          user: 'nc',
          cpu: 8.8,
          memory: 41,
          resident: 6_510,
          command: 'java -server -Dnc.server.name=master nc.bs.framework.server.Main',
          service: 'nc-middleware',
        },
      ],
      sudo: true,
    },
  },
];

/** Where the middleware of a machine keeps its heap size, as `-Xmx24g`. */
function middlewareSettings(name: string): string {
  return name === 'nc-test-01' ? '/u01/nctest/conf/server.conf' : '/u01/nc/conf/server.conf';
}

/** Makes a machine with its files. */
export function makeMachine(plan: MachinePlan, now: () => number): PlantMachine {
  const files = new VirtualFiles(now);
  let lastProcess = 30_000;
  const bootedAt = now() - plan.facts.daysUp * 24 * 60 * MINUTE;
  const machine: PlantMachine = {
    files,
    codec: codecs[plan.encoding],
    facts: plan.facts,
    hostname: plan.name,
    greeting:
      `${plan.name}  ${plan.purpose}\n` +
      '模拟环境，不会在本机上运行任何程序。 Simulated: nothing here runs on your machine.\n',
    user: DEMO_USER,
    now,
    bootedAt,
    services: new Map(),
    processes: new Map(),
    nextProcess: () => (lastProcess += 1),
    hasCommand: (name) => commands.has(name),
  };
  for (const [name, description] of Object.entries(plan.services))
    machine.services.set(name, serviceOf(machine, name, description));
  furnish(machine);
  return machine;
}

function serviceOf(machine: PlantMachine, name: string, description: string): PlantService {
  const service: PlantService = { description, isActive: true, since: machine.bootedAt + MINUTE };
  if (name !== 'nc-middleware') return service;
  // A Java process whose heap is larger than the memory does not start.
  return {
    ...service,
    startFault: () => {
      const file = machine.files.file(middlewareSettings(machine.hostname));
      const text = file?.read(0, file.size).toString() ?? '';
      const heap = Number(/-Xmx(\d+)g/.exec(text)?.[1] ?? 0) * 1024;
      if (heap > 0 && heap < machine.facts.memory.total) return undefined;
      return `nc-middleware: Error: Could not reserve enough space for ${heap * 1024}KB object heap`;
    },
  };
}
