/** The logs in the pictures: half an hour of a Tomcat, its database and its web server, with one story. */

const minutes = 30;

const classes = [
  'com.huaxing.erp.material.MaterialService',
  'com.huaxing.erp.order.OrderQueryService',
  'com.huaxing.erp.heartbeat.HeartBeatServlet',
  'com.huaxing.erp.stock.StockInitServlet',
] as const;
const messages = [
  '保存物料 MAT-%n 用时 %m ms',
  '查询销售订单 SO-%n，共 %m 行',
  '心跳正常，在线用户 %m',
  '库存同步批次 %n 完成，处理 %m 条',
] as const;

/** A stable number below a bound for each place. */
function number(place: number, below: number): number {
  return ((place * 2654435761) >>> 7) % below;
}

const two = (value: number): string => String(value).padStart(2, '0');

function clock(minute: number, second: number): string {
  return `${two(9 + Math.floor(minute / 60))}:${two(minute % 60)}:${two(second)}`;
}

function plain(time: string, place: number): string {
  const kind = number(place, classes.length);
  const text = (messages[kind] ?? '')
    .replace('%n', String(100_000 + number(place, 900_000)))
    .replace('%m', String(3 + number(place + 1, 240)));
  const level = place % 37 === 5 ? '警告' : '信息';
  return `${time} ${level} [http-nio-8080-exec-${1 + number(place, 24)}] ${classes[kind]}.run ${text}`;
}

/** A save that waits for a lock, with its stack and cause. */
function failure(time: string, place: number): string[] {
  const material = `MAT-0000${42 + (place % 5)}`;
  return [
    `${time} 严重 [http-nio-8080-exec-7] com.huaxing.erp.material.MaterialService.save 物料主数据保存失败：${material}，等待行锁超过 60 秒`,
    '\tjava.lang.IllegalStateException: 无法保存物料，记录被其他会话锁定',
    '\t\tat com.huaxing.erp.material.MaterialService.save(MaterialService.java:218)',
    '\t\tat com.huaxing.erp.material.MaterialServlet.doPost(MaterialServlet.java:96)',
    '\t\tat javax.servlet.http.HttpServlet.service(HttpServlet.java:555)',
    ...Array.from(
      { length: 14 },
      (_, at) =>
        `\t\tat org.apache.catalina.core.StandardWrapperValve.invoke(StandardWrapperValve.java:${180 + at})`,
    ),
    '\tCaused by: java.sql.SQLException: ORA-30006: 资源已被占用；执行操作时出现 WAIT 超时',
    '\t\tat oracle.jdbc.driver.T4CTTIoer11.processError(T4CTTIoer11.java:509)',
    '\t\tat com.huaxing.erp.jdbc.JdbcSession.executeUpdate(JdbcSession.java:271)',
    '\t\t... 19 more',
  ];
}

/** `catalina.out` of a Tomcat on Chinese Windows, to be written in GBK. */
export function catalinaLog(): string {
  const lines: string[] = [];
  for (let place = 0; place < minutes * 20; place += 1) {
    const minute = Math.floor(place / 20);
    const time = `22-Nov-2026 ${clock(minute, (place % 20) * 3)}.${String(number(place, 1000)).padStart(3, '0')}`;
    lines.push(plain(time, place));
    if (minute >= 18 && place % 20 === 9) lines.push(...failure(time, place));
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Twenty records of a minute after the half hour of {@link catalinaLog}. */
export function minuteOfRecords(minute: number): string {
  return linesOf(20, (place) => [plain(`22-Nov-2026 ${clock(minute, place * 3)}.120`, place)]);
}

/** A day as the log writes it. */
export function dateOf(day: number): string {
  const date = new Date(Date.UTC(2026, 0, 1 + day));
  return `${two(date.getUTCDate())}-${date.toUTCString().slice(8, 11)}-${date.getUTCFullYear()}`;
}

/** Records of a whole busy day, 200,000 of them, failures among them. */
export function dayOfRecords(): string {
  const count = 200_000;
  return linesOf(count, (place) => {
    const clockTime = new Date((place / count) * 86_400_000).toISOString().slice(11, 23);
    const time = `${dateOf(0)} ${clockTime}`;
    return place % 997 === 3 ? failure(time, place) : [plain(time, place)];
  });
}

function linesOf(count: number, at: (place: number) => string[]): string {
  return `${Array.from({ length: count }, (_, place) => at(place).join('\n')).join('\n')}\n`;
}

/** The alert log of the database behind it. */
export function alertLog(): string {
  const lines: string[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const time = (second: number): string => `2026-11-22T${clock(minute, second)}.118000+08:00`;
    if (minute % 6 === 2)
      lines.push(
        time(4),
        `Thread 1 advanced to log sequence ${8210 + minute} (LGWR switch)`,
        `  Current log# ${1 + (minute % 3)} seq# ${8210 + minute} mem# 0: /u02/oradata/NCDB/redo0${1 + (minute % 3)}.log`,
      );
    if (minute >= 19 && minute % 4 === 3)
      lines.push(
        time(31),
        'ORA-00060: Deadlock detected. See Note 60.1 at My Oracle Support for Troubleshooting ORA-60 Errors.',
        `More info in file /u01/app/oracle/diag/rdbms/ncdb/NCDB/trace/NCDB_ora_${11_000 + minute}.trc.`,
      );
  }
  return `${lines.join('\n')}\n`;
}

/** The access log of the web server before it. */
export function accessLog(): string {
  const lines: string[] = [];
  for (let place = 0; place < minutes * 30; place += 1) {
    const minute = Math.floor(place / 30);
    const slow = minute >= 18 && place % 30 === 20;
    lines.push(
      `10.20.7.${10 + number(place, 60)} - - [22/Nov/2026:${clock(minute, (place % 30) * 2)} +0800] "${
        slow ? 'POST /nc/material/save' : 'GET /nc/portal/login'
      } HTTP/1.1" ${slow ? 504 : 200} ${512 + number(place, 20_000)} "-" "Mozilla/5.0"`,
    );
  }
  return `${lines.join('\n')}\n`;
}
