import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LogEncoding } from '../text/index';
import { encodeText } from '../text/index';
import { Kernel } from '../kernel/index';
import {
  classifyLines,
  compileFormat,
  fieldsOf,
  loadFormats,
  readFormat,
  stackLines,
  startYear,
} from './index';
import { recordsOf } from './records';
import type { Format } from './set';

const resources = join(import.meta.dirname, '..', '..', '..', '..', '..', 'resources');
const formats = await loadFormats(resources);

function format(name: string): Format {
  const found = formats.get(name);
  if (!found) throw new Error(name);
  return found;
}

function recordsIn(
  name: string,
  text: string,
  options: { encoding?: LogEncoding; zone?: string; year?: number } = {},
): { level: string | null; time: string }[] {
  const { encoding = 'utf-8', zone = 'utc', year = 2026 } = options;
  const kernel = Kernel.create(compileFormat(format(name), { encoding, zone, year }));
  const [bytes = Buffer.alloc(0)] = encodeText(text, encoding);
  return recordsOf(kernel.facts(bytes, 0, null)).map(({ level, time }) => ({
    level,
    time: Number.isNaN(time) ? '-' : new Date(time).toISOString(),
  }));
}

describe('a format', () => {
  const text =
    '22-Nov-2026 15:24:49.891 严重 [main] a.b.C.d 启动失败\n\tat x\n22-Nov-2026 15:24:50.000 警告 [main] a.b.C.d 慢\n';

  it('reads the same in every encoding', () => {
    const expected = [
      { level: 'error', time: '2026-11-22T15:24:49.891Z' },
      { level: 'warn', time: '2026-11-22T15:24:50.000Z' },
    ];
    for (const encoding of ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'mixed'] as const)
      expect(recordsIn('tomcat-catalina', text, { encoding }), encoding).toEqual(expected);
  });

  it('reads times in the zone that was chosen, the changes of clocks too', () => {
    const times = (zone: string, ...local: string[]): string[] =>
      recordsIn('log4j', local.map((time) => `2026-${time},000 INFO x`).join('\n'), { zone }).map(
        ({ time }) => time.slice(5, 16),
      );
    expect(times('+08:00', '11-22 10:00:00')).toEqual(['11-22T02:00']);
    expect(times('-03:30', '11-22 10:00:00')).toEqual(['11-22T13:30']);
    expect(times('Asia/Shanghai', '11-22 10:00:00')).toEqual(['11-22T02:00']);
    // Summer time of Berlin: 29 March to 25 October 2026. 02:30 comes twice on the last day.
    expect(times('Europe/Berlin', '03-29 01:59:00', '03-29 03:01:00')).toEqual([
      '03-29T00:59',
      '03-29T01:01',
    ]);
    expect(
      times(
        'Europe/Berlin',
        '10-25 01:30:00',
        '10-25 02:30:00',
        '10-25 02:10:00',
        '10-25 03:10:00',
      ),
    ).toEqual(['10-24T23:30', '10-25T00:30', '10-25T01:10', '10-25T02:10']);
  });

  it('takes CST as China’s, unless the log is an American one', () => {
    const line = '2026-11-22 10:00:00.000 CST [1] LOG:  x';
    expect(recordsIn('postgresql-stderr', line)[0]?.time).toBe('2026-11-22T02:00:00.000Z');
    const american = recordsIn('postgresql-stderr', line, { zone: 'America/Chicago' });
    expect(american[0]?.time).toBe('2026-11-22T16:00:00.000Z');
  });

  it('finds the year that the log leaves out', () => {
    const line = (date: string): string => `${date} 10:00:00 host prog[1]: x`;
    const yearOf = (first: string, last: string, changed: string): number | null =>
      startYear(format('syslog-3164'), [line(first)], [line(last)], Date.parse(changed))?.year ??
      null;
    expect(yearOf('Nov  1', 'Nov 22', '2026-11-22T12:00:00Z')).toBe(2026);
    expect(yearOf('Jun 14', 'Jul 27', '2026-11-22T12:00:00Z')).toBe(2026);
    expect(yearOf('Dec  3', 'Dec  6', '2026-11-22T12:00:00Z')).toBe(2025);
    expect(yearOf('Dec  3', 'Jan  3', '2026-11-22T12:00:00Z')).toBe(2025);
    expect(yearOf('Dec 30', 'Jan  2', '2026-01-02T12:00:00Z')).toBe(2025);
    expect(yearOf('Dec  1', 'Dec 31', '2026-01-01T00:00:00Z')).toBe(2025);
    // Where all is in hand, each turn of the year is seen; a clock that goes back a little is none.
    const all = ['Nov 30', 'Nov 29', 'Jan  2', 'Dec 31', 'Mar  1', 'Feb 28', 'Jul  1', 'Jan  5'];
    const yearOfAll = (dates: string[], changed: string): number | null =>
      startYear(format('syslog-3164'), dates.map(line), [], Date.parse(changed))?.year ?? null;
    expect(yearOfAll(all, '2026-01-06T00:00:00Z')).toBe(2024);
    expect(yearOfAll(['Feb 27', 'Feb 29', 'Mar  1'], '2026-11-22T12:00:00Z')).toBe(2024);
    expect(yearOfAll(['Nov  3', 'Feb 29'], '2024-03-01T12:00:00Z')).toBe(2023);
    expect(yearOfAll(['x'], '2026-11-22T12:00:00Z')).toBeNull();
    const text = ['Dec 31', 'Jan  1', 'Jan  2'].map(line).join('\n');
    expect(recordsIn('syslog-3164', text, { year: 2025 }).map(({ time }) => time)).toEqual([
      '2025-12-31T10:00:00.000Z',
      '2026-01-01T10:00:00.000Z',
      '2026-01-02T10:00:00.000Z',
    ]);
  });

  it('of a person counts after its own samples have passed, and stands in the place of a shipped one', async () => {
    const yaml = (sample: string): string =>
      `name: log4j\ntitle: { zh: 我的, en: Mine }\nplatform: jvm\nheads: ['%H|%M|%S %L ']\nsamples:\n  - text: "${sample}"\n    records: 1\n    levels: { warn: 1 }\n`;
    const good = yaml('10|11|12 警告 x');
    expect(readFormat(good)).toMatchObject({ problem: null, format: { name: 'log4j' } });
    const { problem } = readFormat(yaml('10|11|12 信息 x'));
    expect(problem?.zh).toBe(
      '第 8 行，samples.0.levels：格式从样例中读出的是 { info: 1 }，样例写的是 { warn: 1 }。请修改模式，或更正样例。',
    );
    const set = await loadFormats(resources, [good, yaml('nothing')]);
    expect(set.get('log4j')).toMatchObject({ origin: 'user', title: { en: 'Mine' } });
    expect(set.problems).toHaveLength(1);
  });

  it('is refused with line, key and a next step in both languages when it cannot be read', () => {
    const said = (change: string): [zh: string, en: string] => {
      const { problem } = readFormat(
        `name: x\ntitle: { zh: x, en: x }\nplatform: any\n${change}\nsamples: [{ text: x, records: 0 }]\n`,
      );
      return [problem?.zh ?? '', problem?.en ?? ''];
    };
    const cases: [change: string, zh: RegExp, en: RegExp][] = [
      ['heads: ["%K"]', /^第 4 行，heads\.0：.*没有 %K/, /^Line 4, heads\.0: .*%K is not known/],
      ['heads:\n  - a\n  - "%[a"', /^第 6 行，heads\.1：.*有 %\[/, /^Line 6, .*%\[ without %\]/],
      ['heads: ["a%]"]', /有 %\] 而没有/, /%\] without %\[/],
      ['heads: ["%N"]', /levelNumbers/, /levelNumbers/],
      ['heads: [a]\nfields: { regexes: ["(?<a>x"] }', /^第 5 行，.*ripgrep/, /^Line 5, .*ripgrep/],
      ['heads: [a]\nfields: { regexes: ["x"] }', /没有命名分组/, /no named group/],
      ['heads: [a]\nzone: Moon/Crater', /Moon\/Crater.*Asia/, /Moon\/Crater.*Asia/],
      ['heads: [a]\nzone: 8', /^第 5 行，zone：这里应为文字/, /^Line 5, zone: This must be a text/],
      ['heads: [a]\ncolour: red', /没有名为 colour 的键/, /no key colour/],
      ['heads: [a]\nrank: 900', /最多 100。/, /at most 100\./],
      [
        'heads: [{ pattern: a, as: x }]',
        /^第 4 行，heads\.0.*pattern/,
        /^Line 4, heads\.0.*pattern/,
      ],
      ['rank: 5', /unmatched/, /unmatched/],
      ['heads: [', /^第 \d+ 行第 \d+ 列：/, /^Line \d+, column \d+: /],
      ['heads:\n\t- a', /制表符/, /tabs/],
      ['name: y', /写了两次/, /twice/],
      ['heads:\n  - %Y', /单引号/, /single quotes/],
      ['heads: [*a]', /引用/, /reference/],
    ];
    for (const [change, zh, en] of cases) {
      const [chinese, english] = said(change);
      expect(chinese, change).toMatch(zh);
      expect(english, change).toMatch(en);
      // No raw words of the schema, and every line is a sentence.
      for (const line of chinese.split('\n')) expect(line, change).toMatch(/[\u4e00-\u9fff].*。$/);
    }
    expect(readFormat('').problem?.zh).toContain('若干个“键: 值”');
    expect(readFormat('name: x').problem?.zh).toMatch(/title：缺少这个键.*\nplatform：/);
  });
});

describe('fields of a record', () => {
  const named = (name: string, text: string, columns?: string[]): Record<string, string> =>
    Object.fromEntries(
      fieldsOf(format(name), text, columns).map(({ name: field, value }) => [field, value]),
    );

  it('come from JSON, nested ones with their path', () => {
    expect(
      named('json-lines', '{"level":"error","http":{"status":500,"ok":false},"tags":["a","b"]}'),
    ).toEqual({ level: 'error', 'http.status': '500', 'http.ok': 'false', tags: '["a","b"]' });
    expect(named('json-lines', '{"level":"error", "msg":')).toEqual({});
  });

  it('come from the columns of W3C and CSV logs', () => {
    const columns = ['date', 'time', 'cs(User-Agent)', 'sc-status'];
    expect(named('w3c', '2026-11-22 10:11:12 "Mozilla ""5"" x" 404', columns)).toEqual({
      date: '2026-11-22',
      time: '10:11:12',
      'cs(User-Agent)': 'Mozilla "5" x',
      'sc-status': '404',
    });
    const record = '2026-11-22 23:27:27.137 CST,"a","b",1,,,,,,,,ERROR,42P04,"x ""y"", z\nmore"';
    expect(named('postgresql-csv', record)).toMatchObject({
      user: 'a',
      level: 'ERROR',
      message: 'x "y", z\nmore',
    });
  });

  it('come from logfmt with quotes', () => {
    expect(named('logfmt', 'ts=1 level=warn msg="a \\"b\\" c" empty= n=3')).toMatchObject({
      msg: 'a "b" c',
      empty: '',
      n: '3',
    });
  });

  it('take no longer where a line was made to explode a regex', () => {
    expect(named('access-log', `${'a '.repeat(200_000)}"${'\\'.repeat(100_000)}`)).toEqual({});
  });
});

describe('a stack', () => {
  it('is told apart into causes, frames and own frames', () => {
    const lines = [
      '2026-11-22 10:11:12,345 ERROR [main] nc.bs - 物料保存失败',
      'nc.vo.pub.BusinessException: 编码重复',
      '\tat nc.bs.bd.material.Service.update(Service.java:12)',
      '\tat java.base/java.lang.Thread.run(Thread.java:840)',
      '\tat app//org.springframework.web.X.doIt(X.java:1)',
      '\t... 12 more',
      'Caused by: java.sql.SQLException: ORA-00054: 资源正忙',
      '\tat oracle.jdbc.driver.T4C.process(T4C.java:509)',
      '\tat com.example.erp.Dao$1.run(Dao.java:3)',
      'ORA-06512: 在 "ERP.PKG", line 12',
      'some more text',
    ];
    expect(classifyLines(lines)).toEqual([
      'text',
      'cause',
      'frameOwn',
      'frame',
      'frame',
      'frame',
      'cause',
      'frame',
      'frameOwn',
      'cause',
      'text',
    ]);
    expect(stackLines(classifyLines(lines))).toBe(9);
  });

  it('is told apart in thread dumps, .NET, PHP and Python', () => {
    expect(
      classifyLines([
        '"main" #1 prio=5 os_prio=0 tid=0x00007f6d08019c90 nid=0x1cd3 waiting on condition',
        '   java.lang.Thread.State: TIMED_WAITING (sleeping)',
        '\tat java.lang.Thread.sleep(java.base@17.0.15/Native Method)',
        '\t- locked <0x00000000f6863070> (a sun.nio.ch.Util$2)',
        '   在 Kingdee.BOS.App.Data.DBUtils.Execute(Context ctx)',
        '   at System.Data.SqlClient.SqlConnection.Open() in x.cs:line 3',
        '#0 /var/www/html/vendor/laravel/LogManager.php(140): tap()',
        '#1 /var/www/html/app/Order.php(12): save()',
        '  File "/opt/erp/job.py", line 3, in run',
      ]),
    ).toEqual([
      'cause',
      'cause',
      'frame',
      'frame',
      'frameOwn',
      'frame',
      'frame',
      'frameOwn',
      'frameOwn',
    ]);
  });

  it('folds what a format calls a framework, and keeps what it calls its own', () => {
    const { stack } = format('kingdee-eas');
    expect(stack?.own).toContain('com.kingdee.');
    const mine = {
      ...format('kingdee-eas'),
      stack: { own: ['org.apache.our.'], framework: ['com.x.'] },
    };
    expect(
      classifyLines(['\tat org.apache.our.A.b(A.java:1)', '\tat com.x.A.b(A.java:1)'], mine),
    ).toEqual(['frameOwn', 'frame']);
  });
});
