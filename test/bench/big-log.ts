import { readdirSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';

const folder = join(root, 'out');
const prefix = 'bench-big-';
const size = 2.15e9;
const recordsAtOnce = 20_000;
let made: Promise<string> | null = null;

/**
 * Path of a log of 2.15 GB: 15 million lines of Log4j in UTF-8 with Chinese messages, levels as a
 * busy server has them, stacks, times that ascend; the same each time. Made once for all benches
 * of a run, on the disk of the checkout; {@link removeBigLog} is its end.
 */
export function bigLog(): Promise<string> {
  return (made ??= make());
}

/** Removes what {@link bigLog} made, and what runs that were killed have left. */
export function removeBigLog(): void {
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : null;
    if (pid === null || (pid !== process.pid && runs(pid))) continue;
    rmSync(join(folder, name), { force: true });
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function make(): Promise<string> {
  removeBigLog();
  const path = join(folder, `${prefix}${process.pid}.log`);
  const file = await open(`${path}.part`, 'w');
  try {
    const records = new Records();
    for (let written = 0; written < size;) {
      const bytes = Buffer.from(records.next(recordsAtOnce));
      await file.write(bytes);
      written += bytes.length;
    }
    // What is still to be written out must not disturb who is timed.
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  return path;
}

const users = ['liqiang', 'wangfang', '张伟', '李娜'];
const modules = ['uapbd', 'scm', 'fa', '物料'];

/** Records one after the other, by a generator of numbers of its own. */
class Records {
  private seed = 7;
  private time = Date.UTC(2026, 2, 1);

  next(count: number): string {
    let text = '';
    for (let index = 0; index < count; index += 1) text += this.record();
    return text;
  }

  private random(below: number): number {
    this.seed = (this.seed * 1103515245 + 12345) & 0x7fffffff;
    return (this.seed >>> 8) % below;
  }

  private record(): string {
    this.time += this.random(60);
    const time = new Date(this.time).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);
    const kind = this.random(1000);
    const thread = `[http-nio-8080-exec-${this.random(200)}]`;
    const user = users[this.random(4)];
    if (kind < 8) {
      return (
        `${time} ERROR ${thread} nc.bs.framework.core.service - ` +
        `物料保存失败 user=${user} code=ORA-${10_000 + this.random(50_000)}\n` +
        'java.sql.SQLException: 资源已被占用; 执行操作时出现 WAIT 超时\n' +
        '\tat oracle.jdbc.driver.T4CTTIoer11.processError(T4CTTIoer11.java:509)\n' +
        '\tat nc.jdbc.framework.JdbcSession.executeUpdate(JdbcSession.java:271)\n' +
        `\tat nc.bs.bd.material.pub.MaterialBaseService.update(MaterialBaseService.java:${this.random(900)})\n`
      );
    }
    if (kind < 60) {
      return (
        `${time} WARN  ${thread} nc.bs.framework.lock - 行锁等待 ${this.random(400) / 10} s ` +
        `表=BD_MATERIAL 会话=(${this.random(900)},${this.random(30_000)})\n`
      );
    }
    if (kind < 300) {
      return (
        `${time} DEBUG ${thread} nc.ui.pub - ConnectionPool design active=${this.random(90)} ` +
        `idle=${this.random(30)} module=${modules[this.random(4)]} id=${this.random(1e9).toString(16)}\n`
      );
    }
    return (
      `${time} INFO  ${thread} uap.mw.trans - 事务 T-${this.random(99_999)} 提交 ` +
      `cost=${this.random(3000)} ms user=${user} pk=1001A11000000${this.random(1e9).toString(36).toUpperCase()}\n`
    );
  }
}
