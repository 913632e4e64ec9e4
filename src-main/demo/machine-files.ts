import { commands } from './commands';
import { encodeGbk } from './gbk';
import { codecs } from './names';
import { formatTime } from './plant-time';
import type { PlantMachine } from './shell-types';

const DAY = 86_400_000;
/** Files in the folder that shows how a large one is listed. */
const VOUCHERS = 5000;

/** Puts the files into a machine: what every one has, and what only this one has. */
export function furnish(machine: PlantMachine): void {
  const { files, hostname, user } = machine;
  files.directory(`/home/${user}`, { owner: user, mode: 0o755 });
  files.directory('/root', { mode: 0o700 });
  files.directory('/tmp', { mode: 0o1777 });
  for (const name of commands.keys()) files.create(`/usr/bin/${name}`, { mode: 0o755 });
  files.link('/bin', '/usr/bin');
  note(machine, '/etc/hostname', `${hostname}\n`);
  note(
    machine,
    '/etc/os-release',
    'NAME="Kylin Linux Advanced Server"\nID="kylin"\nVERSION_ID="V10"\n' +
      'PRETTY_NAME="Kylin Linux Advanced Server V10 (simulated)"\n',
  );
  // Some servers keep this one from other users: a newcomer can meet "Permission denied".
  files.create('/var/log/secure', { mode: 0o600 });
  files.create('/var/log/messages');
  note(
    machine,
    `/home/${user}/README`,
    'This machine is simulated by FieldBench. 本机由 FieldBench 模拟。\n',
    user,
  );
  furnishings[hostname]?.(machine);
}

const furnishings: Record<string, (machine: PlantMachine) => void> = {
  'nc-app-01': applicationServer,
  'nc-db-01': databaseServer,
  'nc-test-01': testServer,
  'report-01': reportServer,
};

/** A text file in the encoding of the machine. */
function note(machine: PlantMachine, path: string, text: string, owner = 'root'): void {
  const { files, codec } = machine;
  files.create(path, { owner }).append(codec.bytes(text), machine.now());
}

/** A file of some days ago. */
function old(
  machine: PlantMachine,
  path: string,
  bytes: Buffer,
  days: number,
  owner: string,
): void {
  const file = machine.files.create(path, { owner });
  file.append(bytes, machine.now() - days * DAY);
}

/** One log a day behind the current one, the older half of which may go. */
function archive(machine: PlantMachine, folder: string): void {
  machine.files.directory(folder, { owner: 'nc' });
  for (let days = 3; days <= 60; days += 3) {
    const day = formatTime(machine.now() - days * DAY, '%F');
    const line = Buffer.from(encodeGbk(`${day} 日终归档：当日业务日志已压缩前的副本\n`));
    const bytes = Buffer.concat(Array.from({ length: 120 }, () => line));
    old(machine, `${folder}/nc-log-${day}.log`, bytes, days, 'nc');
  }
}

function settings(machine: PlantMachine, path: string, heap: number): void {
  const text = `# NC 中间件启动参数 NC middleware\nJAVA_OPTS=-server -Xmx${heap}g\nPORT=9080\n`;
  machine.files.create(path, { owner: 'nc' }).append(Buffer.from(text), machine.now() - 90 * DAY);
}

function applicationServer(machine: PlantMachine): void {
  const { files, user } = machine;
  const home = `/home/${user}`;
  note(machine, '/u01/nc/version.txt', 'NC65 patch 2024.04\n');
  settings(machine, '/u01/nc/conf/server.conf', 24);
  archive(machine, '/u01/nc/logs/archive');
  files.link(`${home}/NC日志`, '/u01/nc/logs', user);
  files.link(`${home}/current.log`, '/u01/nc/logs/current.log', user);
  // A name in GBK on a machine that says it is UTF-8, as old archives leave them.
  const name = codecs['utf-8'].text(encodeGbk('月结报表.csv'));
  old(machine, `${home}/${name}`, encodeGbk('科目,借方,贷方\n1001,120.00,0.00\n'), 12, user);
  note(machine, `${home}/erp.properties`, '# 期间 Period\nperiod=2024-05\nlock.timeout=30\n', user);
  const row = 'MAT-000042,六角螺栓 M8×30,件,澜江标准件厂,2024-05-06\n';
  const block = Buffer.from(row.repeat(1000));
  const exported = Buffer.concat(Array.from({ length: 48 }, () => block));
  old(machine, `${home}/导出/materials_202405.csv`, exported, 1, user);
  files.directory(`${home}/导出`, { owner: user });
  const folder = '/u01/nc/export/vouchers';
  const voucher = Buffer.from('<voucher status="open"/>\n');
  const directory = files.directory(folder, { owner: 'nc' });
  for (let number = 1; number <= VOUCHERS; number++) {
    const file = files.newFile({ owner: 'nc', mode: 0o644 });
    file.append(voucher, machine.now() - number * 60_000);
    directory.children.set(`凭证_${String(number).padStart(5, '0')}.xml`, file);
  }
}

function databaseServer(machine: PlantMachine): void {
  for (let days = 0; days < 7; days += 1) {
    const day = formatTime(machine.now() - days * DAY, '%Y%m%d');
    const piece = Buffer.alloc(256 * 1024, `ncdb ${day} `);
    old(machine, `/backup/rman/ncdb_full_${day}.bkp`, piece, days, 'oracle');
  }
  note(machine, '/u01/oracle/network/admin/listener.ora', 'LISTENER = (PORT = 1521)\n', 'oracle');
}

function testServer(machine: PlantMachine): void {
  settings(machine, '/u01/nctest/conf/server.conf', 4);
  archive(machine, '/u01/nctest/logs/archive');
}

function reportServer(machine: PlantMachine): void {
  const folder = `/home/${machine.user}/报表`;
  machine.files.directory(folder, { owner: machine.user });
  note(
    machine,
    `${folder}/物料收发存汇总.csv`,
    '物料,期初,入库,出库,期末\n六角螺栓,120,40,55,105\n',
    machine.user,
  );
  note(
    machine,
    `${folder}/应收账龄.csv`,
    '客户,30天内,31-60天\n澜江标准件厂,12000.00,0.00\n',
    machine.user,
  );
  note(machine, '/data/report/conf/字体.ini', '默认字体=宋体\n字号=10\n');
}
