import { formatTime } from './plant-time';

/** Which log a line belongs to. */
export type StoryLog = 'nc' | 'test' | 'catalina' | 'access' | 'alert' | 'messages';

/** A record for one log, without its last line end; a record may hold several lines. */
export interface StoryRecord {
  log: StoryLog;
  /** When it is written, UTC milliseconds. */
  time: number;
  text: string;
}

/** What one NC log record tells. */
export interface NcRecord {
  time: number;
  level: 'INFO' | 'WARN' | 'ERROR';
  call: number;
  thread: string;
  user: string;
  remote: string;
  message: string;
}

/** The users that appear in the logs: made-up codes with made-up names. */
export const USERS = [
  { code: 'wangfang', name: '王芳', host: '10.20.31.17' },
  { code: 'liqiang', name: '李强', host: '10.20.31.42' },
  { code: 'zhaomin', name: '赵敏', host: '10.20.32.8' },
  { code: 'sunlei', name: '孙磊', host: '10.20.33.65' },
  { code: 'chenjing', name: '陈静', host: '10.20.31.90' },
] as const;

/** One user of the made-up company. */
export type StoryUser = (typeof USERS)[number];

/** A log record in the manner of the NC middleware: `$$name=value` fields on one line. */
export function ncRecord(record: NcRecord): StoryRecord {
  const time = formatTime(record.time, '%Y-%m-%d %H:%M:%S.%L');
  return {
    log: 'nc',
    time: record.time,
    text:
      `$$callid=${record.call} $$thread=[${record.thread}] $$host=nc-app-01 $$userid=${record.user} ` +
      `$$ts=${time} $$remotecall=[${record.remote}] $$debuglevel=${record.level}  $$msg=${record.message}`,
  };
}

/** A Tomcat record with the time and level names of a Chinese-locale JVM. */
export function catalinaRecord(
  time: number,
  level: '信息' | '警告' | '严重',
  thread: string,
  source: string,
  message: string,
): StoryRecord {
  const stamp = formatTime(time, '%d-%b-%Y %H:%M:%S.%L');
  return { log: 'catalina', time, text: `${stamp} ${level} [${thread}] ${source} ${message}` };
}

/** A line in the common access-log form with the time taken in milliseconds at the end. */
export function accessRecord(
  time: number,
  user: StoryUser,
  request: string,
  status: number,
  size: number,
  milliseconds: number,
): StoryRecord {
  const stamp = formatTime(time, '%d/%b/%Y:%H:%M:%S %z');
  return {
    log: 'access',
    time,
    text: `${user.host} - ${user.code} [${stamp}] "${request}" ${status} ${size} ${milliseconds}`,
  };
}

/** An entry of the database's alert log: a line with the time, then the text. */
export function alertRecord(time: number, ...lines: string[]): StoryRecord {
  const stamp = formatTime(time, '%Y-%m-%dT%H:%M:%S.%L000+08:00');
  return { log: 'alert', time, text: [stamp, ...lines].join('\n') };
}

/** A syslog line of the machine. */
export function systemRecord(time: number, program: string, message: string): StoryRecord {
  const stamp = formatTime(time, '%b %e %H:%M:%S');
  return { log: 'messages', time, text: `${stamp} nc-app-01 ${program}: ${message}` };
}

/** The stack below a failed save of a material master. */
export function materialSaveStack(cause: string): string {
  return [
    'nc.vo.pub.BusinessException: 物料保存失败：数据库锁等待超时，请稍后重试',
    '\tat nc.impl.uap.bd.material.MaterialBaseServiceImpl.updateMaterial(MaterialBaseServiceImpl.java:412)',
    '\tat nc.impl.uap.bd.material.MaterialBaseServiceImpl.saveMaterial(MaterialBaseServiceImpl.java:287)',
    '\tat nc.bs.framework.ejb.CMTProxy.invoke(CMTProxy.java:133)',
    '\tat nc.bs.framework.comn.serv.ServiceHandler.process(ServiceHandler.java:96)',
    '\tat java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1149)',
    '\tat java.lang.Thread.run(Thread.java:748)',
    `Caused by: java.sql.SQLException: ${cause}`,
    '\tat oracle.jdbc.driver.T4CTTIoer11.processError(T4CTTIoer11.java:494)',
    '\tat oracle.jdbc.driver.OraclePreparedStatement.executeUpdate(OraclePreparedStatement.java:3933)',
    '\tat nc.jdbc.framework.crossdb.CrossDBPreparedStatement.executeUpdate(CrossDBPreparedStatement.java:98)',
    '\t... 14 more',
  ].join('\n');
}
