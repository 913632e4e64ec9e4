import type { StoryRecord, StoryUser } from './story-texts';
import {
  accessRecord,
  alertRecord,
  catalinaRecord,
  materialSaveStack,
  ncRecord,
  systemRecord,
  USERS,
} from './story-texts';

/** Seconds of one round of the story. */
export const ROUND_SECONDS = 240;
/** Second of a round at which the import begins to hold its locks. */
export const IMPORT_BEGINS = 40;
const FIRST_FAILURE = 48;
const DEADLOCK = 88;
const IMPORT_KILLED = 112;
const RECOVERED = 118;
/** Rows of the import; it commits only at the end, which is the mistake. */
const IMPORT_ROWS = 12_000;

const LOCK_TIMEOUT = 'ORA-30006: 资源已被占用; 执行操作时出现 WAIT 超时';
const DEADLOCK_ERROR = 'ORA-00060: 等待资源时检测到死锁';

const PAGES = [
  ['GET /nccloud/workbench/home HTTP/1.1', 18_422, 60],
  ['POST /nccloud/pu/po/query HTTP/1.1', 9_310, 180],
  ['GET /nccloud/bd/customer/list?page=2 HTTP/1.1', 6_118, 95],
  ['POST /nccloud/gl/voucher/save HTTP/1.1', 1_204, 240],
  ['GET /nccloud/resources/logo.png HTTP/1.1', 4_402, 3],
] as const;

/** A small repeatable generator (mulberry32), so that two plants tell the same story. */
function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * The incident that repeats in every round: a nightly import of materials is run by day in
 * one transaction and holds row locks; the child table `bd_material_journal` has no index
 * on its foreign key, so that deleting or updating a parent locks far too much; users
 * cannot save materials until the import is ended.
 *
 * Pure: it is told the time and returns what was written in that second.
 */
export class PlantStory {
  readonly #random: () => number;
  #call = 1_700_000;

  constructor(seed = 20_240_506) {
    this.#random = repeatable(seed);
  }

  #between(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }

  #user(): StoryUser {
    return USERS[this.#between(0, USERS.length - 1)] ?? USERS[0];
  }

  #material(): string {
    return `MAT-${String(this.#between(1, 8000)).padStart(6, '0')}`;
  }

  /**
   * The records, oldest first, of the second that begins at `time` (UTC milliseconds); `second` is the
   * place in the round, 0 … ROUND_SECONDS − 1.
   */
  second(time: number, second: number): StoryRecord[] {
    const records = [...this.#daily(time), ...this.#import(time, second)];
    if (second >= FIRST_FAILURE && second < RECOVERED)
      records.push(...this.#failures(time, second));
    if (second % 7 === 0) {
      const text = `测试环境：回归用例 ${this.#between(1, 400)} 通过，物料 ${this.#material()}`;
      records.push({
        ...this.#nc(time, 'INFO', USERS[4], 'nc.test.Regression', text),
        log: 'test',
      });
    }
    return records.sort((left, right) => left.time - right.time);
  }

  #nc(
    time: number,
    level: 'INFO' | 'WARN' | 'ERROR',
    user: StoryUser,
    remote: string,
    message: string,
  ): StoryRecord {
    this.#call += this.#between(1, 9);
    const thread = `WebContainer : ${this.#between(1, 32)}`;
    return ncRecord({ time, level, call: this.#call, thread, user: user.code, remote, message });
  }

  #daily(time: number): StoryRecord[] {
    const records: StoryRecord[] = [];
    const at = (): number => time + this.#between(0, 999);
    for (let count = this.#between(1, 3); count > 0; count--) {
      const user = this.#user();
      const [page, size, milliseconds] = PAGES[this.#between(0, PAGES.length - 1)] ?? PAGES[0];
      const took = Math.round(milliseconds * (0.6 + this.#random()));
      records.push(accessRecord(at(), user, page, 200, size + this.#between(0, 900), took));
    }
    const user = this.#user();
    const material = this.#material();
    const order = `PO${this.#between(2_405_000, 2_405_999)}`;
    const messages: [string, string][] = [
      [
        'nc.itf.pu.m21.IOrderQuery',
        `采购订单查询完成，条件：供应商=澜江标准件厂，返回 ${this.#between(1, 80)} 行`,
      ],
      ['nc.itf.uap.bd.IMaterialBaseService', `物料 ${material} 保存成功，操作员：${user.name}`],
      [
        'nc.itf.gl.voucher.IVoucher',
        `凭证 记-${this.#between(100, 999)} 已审核，制单人：${user.name}`,
      ],
      [
        'nc.itf.pu.m21.IOrderMaintain',
        `采购订单 ${order} 提交审批，金额 ${this.#between(1, 90)},${this.#between(100, 999)}.00 元`,
      ],
      [
        'nc.itf.ic.onhand.IOnhandQuery',
        `现存量查询：仓库=主厂区原料库，物料=${material}，耗时 ${this.#between(8, 60)} ms`,
      ],
    ];
    for (let count = this.#between(1, 2); count > 0; count--) {
      const [remote, message] = messages[this.#between(0, messages.length - 1)] ?? ['', ''];
      records.push(this.#nc(at(), 'INFO', user, remote, message));
    }
    if (this.#random() < 0.5) {
      const thread = `http-nio-8080-exec-${this.#between(1, 40)}`;
      records.push(
        this.#random() < 0.85
          ? catalinaRecord(
              at(),
              '信息',
              thread,
              'com.lanjiang.portal.SessionFilter',
              `用户 ${user.code} 会话有效，session renewed for 1800 s`,
            )
          : catalinaRecord(
              at(),
              '警告',
              thread,
              'com.zaxxer.hikari.pool.ProxyLeakTask',
              `Connection leak detection triggered for conn${this.#between(1, 60)}, 请检查是否未关闭连接`,
            ),
      );
    }
    if (this.#random() < 0.05) {
      const sequence = this.#between(48_000, 49_000);
      records.push(
        alertRecord(
          at(),
          `Thread 1 advanced to log sequence ${sequence} (LGWR switch)`,
          `  Current log# 2 seq# ${sequence} mem# 0: /u01/oracle/oradata/ncdb/redo02.log`,
        ),
      );
    }
    if (this.#random() < 0.15) {
      records.push(
        this.#random() < 0.7
          ? systemRecord(
              at(),
              `sshd[${this.#between(2000, 30_000)}]`,
              `Accepted publickey for nc from ${user.host} port ${this.#between(40_000, 60_000)} ssh2`,
            )
          : systemRecord(at(), 'systemd[1]', '定时任务 nc-archive.service 已完成'),
      );
    }
    return records;
  }

  #import(time: number, second: number): StoryRecord[] {
    const importer = USERS[3];
    const remote = 'nc.itf.uap.bd.IMaterialImport';
    const done = Math.floor(((second - IMPORT_BEGINS) / (IMPORT_KILLED - IMPORT_BEGINS)) * 9_400);
    if (second === IMPORT_BEGINS) {
      return [
        this.#nc(
          time,
          'INFO',
          importer,
          remote,
          `开始导入物料主数据 materials_202405.xlsx，共 ${IMPORT_ROWS} 行，单事务提交，操作员：${importer.name}`,
        ),
        systemRecord(
          time,
          'nc-import[5177]',
          `import started by ${importer.code}: materials_202405.xlsx (${IMPORT_ROWS} rows)`,
        ),
      ];
    }
    if (second > IMPORT_BEGINS && second < IMPORT_KILLED && second % 6 === 0) {
      return [
        this.#nc(time, 'INFO', importer, remote, `物料导入进度 ${done}/${IMPORT_ROWS}，未提交`),
      ];
    }
    if (second === IMPORT_KILLED) {
      return [
        alertRecord(
          time,
          "ALTER SYSTEM KILL SESSION '1187,40961' IMMEDIATE",
          `opiodr aborting process unknown ospid (5177) as a result of ORA-28`,
        ),
        this.#nc(
          time + 300,
          'ERROR',
          importer,
          remote,
          `物料导入被终止：ORA-00028: 您的会话已被终止，已回滚 ${done} 行`,
        ),
        systemRecord(time, 'nc-import[5177]', 'import terminated, transaction rolled back'),
      ];
    }
    if (second === RECOVERED) {
      return [
        this.#nc(
          time,
          'INFO',
          USERS[0],
          'nc.itf.uap.bd.IMaterialBaseService',
          `锁等待队列已清空，物料 ${this.#material()} 保存成功`,
        ),
      ];
    }
    return [];
  }

  #failures(time: number, second: number): StoryRecord[] {
    const records: StoryRecord[] = [];
    const service = 'nc.itf.uap.bd.IMaterialBaseService';
    const user = this.#user();
    const material = this.#material();
    if (this.#random() < 0.6) {
      const waited = this.#between(3, 30);
      records.push(
        this.#nc(
          time + 120,
          'WARN',
          user,
          service,
          `锁等待：更新 bd_material pk=${material} 已等待 ${waited} 秒，阻塞会话 SID=1187（物料导入），表 bd_material_journal 外键 fk_material 无索引`,
        ),
      );
    }
    if (second % 5 === 3) {
      records.push(
        this.#nc(
          time + 350,
          'ERROR',
          user,
          service,
          `物料保存失败：${material}，操作员：${user.name}，${LOCK_TIMEOUT}\n${materialSaveStack(LOCK_TIMEOUT)}`,
        ),
        accessRecord(
          time + 400,
          user,
          'POST /nccloud/bd/material/save HTTP/1.1',
          500,
          812,
          30_000 + this.#between(0, 900),
        ),
        catalinaRecord(
          time + 410,
          '严重',
          `http-nio-8080-exec-${this.#between(1, 40)}`,
          'com.lanjiang.portal.MaterialController.save',
          `保存物料 ${material} 失败: lock wait timeout\n\tjava.util.concurrent.TimeoutException: no answer from NC within 30000 ms\n\t\tat com.lanjiang.portal.NcClient.call(NcClient.java:151)\n\t\tat com.lanjiang.portal.MaterialController.save(MaterialController.java:88)`,
        ),
      );
    }
    if (second === DEADLOCK) {
      records.push(
        alertRecord(
          time + 500,
          'ORA-00060: Deadlock detected. See Note 60.1 at My Oracle Support for Troubleshooting ORA-60 Errors.',
          'More info in file /u01/oracle/diag/rdbms/ncdb/ncdb1/trace/ncdb1_ora_5177.trc.',
        ),
        this.#nc(
          time + 520,
          'ERROR',
          user,
          service,
          `物料保存失败：${material}，${DEADLOCK_ERROR}\n${materialSaveStack(DEADLOCK_ERROR)}`,
        ),
      );
    }
    return records;
  }
}
