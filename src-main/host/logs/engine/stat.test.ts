import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { sharedData } from '../../../../test/shared-data';
import { loadFormats } from './formats/index';
import { statFile, type LogStatistics } from './stat';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const { folder: data, absent, titled } = sharedData('logs');
const folder = mkdtempSync(join(tmpdir(), 'fieldbench-stat-'));
afterAll(() => rmSync(folder, { recursive: true }));

const formats = loadFormats(join(root, 'resources'));

async function statOf(path: string): Promise<LogStatistics> {
  return await statFile(path, await formats);
}

interface Facts {
  bytes: number;
  newlines: number;
  crlf: boolean;
  endsWithNewline: boolean;
  encoding: string;
  records: number;
  levels?: Record<string, number>;
}

/** Words of facts.json and what they mean here; the others explain a record. */
const meanings: Record<string, string> = {
  FATAL: 'fatal',
  ERROR: 'error',
  error: 'error',
  E: 'error',
  严重: 'error',
  WARN: 'warn',
  WARNING: 'warn',
  Warning: 'warn',
  W: 'warn',
  警告: 'warn',
  INFO: 'info',
  Info: 'info',
  LOG: 'info',
  Note: 'info',
  notice: 'info',
  I: 'info',
  信息: 'info',
  D: 'debug',
  V: 'trace',
};

/**
 * The other logs of the folder, checked by hand: file, encoding, lines, format, records, time of
 * the first and the last one, levels (fatal, error, warn, info, debug, trace). A time without a
 * year begins with its month: the year is that of the file's own last change.
 */
const byHand = `
klogg/Chinese-Lipsum.utf16.txt                 utf-16le 270 text 136 - - 0 0 0 0 0 0
klogg/ansi_colors_example.txt                  us-ascii 25 text 26 - - 0 0 0 0 0 0
lnav/UTF-8-test.txt                            utf-8 300 text 291 - - 0 0 0 0 0 0
lnav/gharchive_log.jsonl                       utf-8 50 json-lines 50 - - 0 0 0 0 0 0
lnav/logfile_access_log.0                      us-ascii 3 access-log 3 2009-07-20T22:59:26 2009-07-20T22:59:29 0 0 0 0 0 0
lnav/logfile_access_log.1                      us-ascii 1 access-log 1 2013-02-15T06:00:31 2013-02-15T06:00:31 0 0 0 0 0 0
lnav/logfile_access_log_dupe.0                 us-ascii 3 access-log 3 2009-07-20T22:59:26 2009-07-20T22:59:29 0 0 0 0 0 0
lnav/logfile_ansi.0                            us-ascii 1 generic 1 2022-06-22T10:20:33 2022-06-22T10:20:33 0 0 0 0 0 0
lnav/logfile_block.1                           us-ascii 4 generic 2 2021-05-19T13:00:01 2021-05-19T13:00:03 0 0 0 0 0 0
lnav/logfile_block.2                           us-ascii 2 generic 2 2021-05-19T12:00:02 2021-05-19T12:00:04 0 0 0 0 0 0
lnav/logfile_blued.0                           us-ascii 6 syslog-3164 6 04-04T20:02:32 04-04T20:02:42 0 0 0 0 0 0
lnav/logfile_bro_conn.log.0                    us-ascii 101 zeek 92 2011-11-03T00:19:14.496 2011-11-03T00:19:26.796 0 0 0 0 0 0
lnav/logfile_bunyan.0                          us-ascii 10 bunyan 10 2023-03-24T14:26:16.243 2023-03-24T14:26:18.331 0 0 0 1 9 0
lnav/logfile_cloudflare.json                   us-ascii 1 json-lines 1 2022-10-30T00:00:02 2022-10-30T00:00:02 0 0 0 0 0 0
lnav/logfile_cxx.0                             us-ascii 1 generic 1 03-24T15:17:38.999 03-24T15:17:38.999 0 0 0 0 0 0
lnav/logfile_docker_compose.0                  us-ascii 22 docker-compose 22 2024-04-25T05:32:35.018 2024-04-25T05:54:43.948 0 0 0 0 0 0
lnav/logfile_docker_compose_with_noise.0       us-ascii 24 docker-compose 23 2024-04-25T05:32:35.018 2024-04-25T05:54:43.948 0 0 1 0 0 0
lnav/logfile_docker_compose_with_ts.0          us-ascii 22 docker-compose 22 2024-04-25T05:32:35.584 2024-04-25T05:54:43.948 0 0 0 0 0 0
lnav/logfile_ecs_log.json                      us-ascii 5 ecs 5 2025-01-13T09:58:13.631 2025-01-13T09:58:13.634 1 1 1 1 1 0
lnav/logfile_filter.0                          us-ascii 13 syslog-3164 13 12-06T13:01:34 12-06T13:05:01 0 0 0 0 0 0
lnav/logfile_filter.1                          us-ascii 5 syslog-3164 1 03-22T13:41:18 03-22T13:41:18 0 0 0 0 0 0
lnav/logfile_for_join.0                        us-ascii 10 syslog-3164 10 04-28T06:53:55 04-28T06:53:55 0 0 0 0 0 0
lnav/logfile_generic.0                         us-ascii 1 generic 2 2012-07-02T10:22:40.672 2014-10-08T16:56:38.344 0 0 1 0 1 0
lnav/logfile_generic.1                         us-ascii 2 generic 2 2015-04-24T21:09:29.296 2015-04-24T21:09:39.296 0 1 0 1 0 0
lnav/logfile_generic.2                         us-ascii 2 generic 2 2015-04-24T21:08:10.313 2015-04-24T21:08:58.430 0 2 0 0 0 0
lnav/logfile_generic.3                         us-ascii 2 generic 2 2012-07-02T10:22:40.672 2014-10-08T16:56:38.344 0 0 1 0 1 0
lnav/logfile_generic_nanos.0                   us-ascii 1 generic 2 2025-01-01T00:00:00.123 2025-01-01T01:00:00.987 0 0 1 1 0 0
lnav/logfile_generic_with_header.0             us-ascii 3 generic 2 2012-07-02T10:22:40.672 2014-10-08T16:56:38.344 0 0 1 0 1 0
lnav/logfile_grafana.0                         us-ascii 5 logfmt 5 2025-04-24T19:51:48.520 2025-04-24T19:51:48.521 0 0 0 5 0 0
lnav/logfile_invalid_json.json                 us-ascii 5 json-lines 5 2013-09-06T20:00:48.124 2013-09-06T22:00:59.222 0 0 0 2 2 1
lnav/logfile_invalid_json2.json                us-ascii 3 json-lines 3 2013-09-06T20:00:48.124 2013-09-06T22:00:49.124 0 0 0 2 0 1
lnav/logfile_java.0                            us-ascii 20 log4j 20 2025-01-24T07:00:30.139 2025-01-24T07:05:38.884 0 0 0 20 0 0
lnav/logfile_journald.json                     us-ascii 2 journald 2 2018-08-21T14:04:21.221 2018-08-21T14:04:21.221 1 0 0 1 0 0
lnav/logfile_json.json                         utf-8 14 json-lines 14 2013-09-06T20:00:48.124 2013-09-06T22:01:49.124 2 1 1 2 6 1
lnav/logfile_json2.json                        us-ascii 3 json-lines 3 2013-09-06T20:00:49.124 2013-09-06T22:01:49.124 0 0 0 0 0 1
lnav/logfile_json3.json                        us-ascii 3 json-lines 3 2017-03-24T20:06:26.240 2017-03-24T20:15:31.694 0 0 0 0 0 0
lnav/logfile_json_invalid.json                 us-ascii 13 json-lines 13 2013-09-06T20:00:48.124 2013-09-06T22:01:49.124 2 1 1 2 5 1
lnav/logfile_json_subsec.json                  us-ascii 2 json-lines 2 2022-09-24T00:00:09 2022-09-24T00:00:19 0 0 0 0 0 0
lnav/logfile_jsonid.json                       us-ascii 2 json-lines 2 2013-09-06T20:00:48.124 2013-09-06T20:00:49.124 0 0 0 2 0 0
lnav/logfile_laravel.1                         us-ascii 63 laravel 4 2025-01-02T11:19:06 2025-01-02T11:19:06 2 0 0 2 0 0
lnav/logfile_leveltest.0                       us-ascii 8 generic 8 2016-06-30T12:00:01 2016-06-30T12:00:08 1 0 1 1 3 1
lnav/logfile_logfmt.0                          us-ascii 5 logfmt 5 2021-09-15T21:17:10.220 2021-09-15T21:18:20.335 0 2 1 2 0 0
lnav/logfile_mixed_json2.json                  us-ascii 18 json-lines 13 2013-09-06T20:00:48.124 2013-09-06T22:01:49.124 2 1 1 2 5 1
lnav/logfile_mongodb.0                         us-ascii 2 mongodb 3 2026-03-10T20:58:09.401 2026-03-10T20:58:10.004 0 0 1 2 0 0
lnav/logfile_multiline.0                       us-ascii 3 generic 2 2009-07-20T22:59:27.672 2009-07-20T22:59:30.221 0 1 0 0 1 0
lnav/logfile_mux_zookeeper.0                   us-ascii 1 generic 1 2024-04-04T18:30:55.424 2024-04-04T18:30:55.424 0 0 0 1 0 0
lnav/logfile_muxed_syslog.0                    us-ascii 14 json-lines 14 2007-11-03T06:24:38 2022-11-03T09:23:38 0 0 0 0 0 0
lnav/logfile_mysql_error.0                     us-ascii 4 mysql-error 4 2020-08-06T14:25:02.835 2020-08-06T14:25:03.109 0 0 1 3 0 0
lnav/logfile_mysql_gen.0                       us-ascii 17 mysql-general 14 2025-08-15T14:03:50.259 2025-08-15T14:04:55.780 0 0 0 0 0 0
lnav/logfile_nested_json.json                  us-ascii 13 json-lines 13 2013-09-06T20:00:48.124 2013-09-06T22:01:49.124 2 1 1 2 5 1
lnav/logfile_pino.0                            us-ascii 1 pino 1 2025-04-24T22:08:37.537 2025-04-24T22:08:37.537 0 0 0 1 0 0
lnav/logfile_plain.0                           us-ascii 3 text 3 - - 0 0 0 0 0 0
lnav/logfile_postgres.0                        us-ascii 28 postgresql-stderr 20 2025-08-13T08:45:01.123 2025-08-13T08:50:02.010 0 1 0 19 0 0
lnav/logfile_postgres.2                        us-ascii 8 postgresql-stderr 2 2025-08-16T11:02:58.095 2025-08-16T11:03:36.581 0 2 0 0 0 0
lnav/logfile_pretty.0                          us-ascii 23 syslog-3164 6 04-07T00:49:42 04-07T07:32:56 0 0 0 0 0 0
lnav/logfile_regexp_access_log.0               us-ascii 2 access-log 2 2023-07-26T07:01:26 2023-07-26T07:02:12 0 0 0 0 0 0
lnav/logfile_rust_tracing.0                    us-ascii 5 json-lines 5 2025-10-28T19:15:10.821 2025-10-28T19:15:10.821 0 1 1 2 0 1
lnav/logfile_spark.0                           us-ascii 399 log4j 399 2017-06-09T20:10:40 2017-06-09T20:10:54 0 0 0 399 0 0
lnav/logfile_spark_dupe.0                      us-ascii 399 log4j 399 2017-06-09T20:10:40 2017-06-09T20:10:54 0 0 0 399 0 0
lnav/logfile_syslog.0                          us-ascii 4 syslog-3164 4 11-03T09:23:38 11-03T09:47:02 0 0 0 0 0 0
lnav/logfile_syslog.1                          us-ascii 4 syslog-3164 4 12-03T09:23:38 01-03T09:47:02 0 0 0 0 0 0
lnav/logfile_syslog.2                          us-ascii 3 syslog-3164 3 11-03T09:23:38 11-03T09:23:38 0 0 0 0 0 0
lnav/logfile_syslog.3                          us-ascii 17 syslog-3164 7 08-16T00:10:45 08-16T00:32:15 0 0 0 0 0 0
lnav/logfile_syslog_with_access_log.0          us-ascii 5 syslog-3164 5 01-03T09:47:02 03-24T14:26:01 0 0 0 0 0 0
lnav/logfile_syslog_with_header.0              us-ascii 6 syslog-3164 4 11-03T09:23:38 11-03T09:47:02 0 0 0 0 0 0
lnav/logfile_tcsh_history.0                    us-ascii 4 shell-history 2 2006-11-02T17:59:26 2006-11-02T17:59:45 0 0 0 0 0 0
lnav/logfile_ts_value.0                        us-ascii 1 log4j 2 2024-01-01T15:00:00 2024-01-01T15:05:00 0 0 1 1 0 0
lnav/logfile_w3c.0                             us-ascii 5 w3c 1 2002-05-02T17:42:15 2002-05-02T17:42:15 0 0 0 0 0 0
lnav/logfile_w3c.1                             us-ascii 7 w3c 1 2001-10-31T00:00:18 2001-10-31T00:00:18 0 0 0 0 0 0
lnav/logfile_w3c.2                             us-ascii 22 w3c 14 2000-10-09T16:44:49 2000-10-10T16:48:05 0 0 0 0 0 0
lnav/logfile_w3c.3                             us-ascii 10 w3c 3 2012-08-15T17:00:00.363 2012-08-15T17:00:00.675 0 0 0 0 0 0
lnav/logfile_w3c.4                             us-ascii 6 w3c 2 2017-06-28T07:26:35 2017-06-26T18:21:17 0 0 0 0 0 0
lnav/logfile_w3c.5                             us-ascii 2 w3c 1 2015-01-13T00:32:17 2015-01-13T00:32:17 0 0 0 0 0 0
lnav/logfile_w3c.6                             utf-8 5 w3c 1 2015-01-13T00:32:17 2015-01-13T00:32:17 0 0 0 0 0 0
lnav/logfile_with_a_really_long_name_to_test_a_bug_with_long_names.0 us-ascii 1 text 1 - - 0 0 0 0 0 0
lnav/logfile_with_zones.0                      us-ascii 3 syslog-5424 3 2022-08-27T14:22:01.613 2022-08-27T14:22:01.888 0 0 0 2 0 0
lnav/logfile_yday.0                            us-ascii 2 generic 2 2012-01-25T10:22:40.672 2014-11-29T16:56:38.344 0 0 1 0 1 0
lnav/logfile_zap_console.0                     us-ascii 9 generic 3 2025-04-24T22:09:20.854 2025-04-24T22:09:21.256 0 1 0 2 0 0
loghub/Android/Android_2k.log_structured.csv   us-ascii 2001 text 2001 - - 0 0 0 0 0 0
loghub/HDFS/HDFS_2k.log_templates.csv          us-ascii 15 text 15 - - 0 0 0 0 0 0
postgresql15-en/postgresql-Sun.csv             utf-8 17420 postgresql-csv 2331 2026-11-22T15:27:26.683 2026-11-22T15:28:04.027 48 193 0 2090 0 0
tomcat10-zh-gbk/catalina.out                   gb18030 525 java-util-logging 57 2026-11-22T15:24:49 2026-11-22T15:25:19 0 2 11 43 0 0
`;

/** Times and formats of those in facts.json, by hand too. */
const factsByHand = `
tomcat10-zh-gbk/catalina.2026-11-22.log tomcat-catalina 2026-11-22T15:24:49.891 2026-11-22T15:25:19.664
tomcat10-zh-gbk/localhost.2026-11-22.log tomcat-catalina 2026-11-22T15:24:57.508 2026-11-22T15:25:17.429
tomcat10-zh-gbk/localhost_access_log.2026-11-22.txt access-log 2026-11-22T15:24:58 2026-11-22T15:25:19
postgresql15-en/postgresql-Sun.log postgresql-stderr 2026-11-22T15:27:26.683 2026-11-22T15:28:04.027
mariadb10-en/error.log mysql-error 2026-11-22T15:17:53 2026-11-22T15:25:39
mariadb10-en/slow.log mysql-slow 2026-11-22T15:18:42 2026-11-22T15:20:44
loghub/Apache/Apache_2k.log apache-error 2005-12-04T04:47:44 2005-12-05T19:15:57
loghub/HDFS/HDFS_2k.log generic 2008-11-09T20:36:15 2008-11-11T10:20:17
loghub/Hadoop/Hadoop_2k.log log4j 2015-10-18T18:01:47.978 2015-10-18T18:10:55.202
loghub/Linux/Linux_2k.log syslog-3164 06-14T15:16:01 07-27T14:42:00
loghub/Windows/Windows_2k.log windows-cbs 2016-09-28T04:30:30 2016-09-29T02:04:40
loghub/Spark/Spark_2k.log log4j 2017-06-09T20:10:40 2017-06-09T20:11:11
loghub/OpenStack/OpenStack_2k.log generic 2017-05-16T00:00:00.008 2017-05-16T00:14:47.687
loghub/Android/Android_2k.log android 03-17T16:13:38.811 03-17T16:16:09.141
`;

/** A time as the tables have it: without what is zero, without the year where they leave it out. */
function timeText(time: number | null, wanted: string): string {
  if (time === null) return '-';
  const text = new Date(time).toISOString().replace(/(?:\.000)?Z$/, '');
  return /^\d{4}-/.test(wanted) ? text : text.slice(5);
}

function rows(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(/ +/));
}

describe(titled('what is told of the sample logs'), () => {
  it.skipIf(absent)('equals what independent tools found', { timeout: 60_000 }, async () => {
    const facts = JSON.parse(readFileSync(join(data, 'facts.json'), 'utf8')) as Record<
      string,
      Facts
    >;
    for (const [name, { levels: words = {}, ...expected }] of Object.entries(facts)) {
      const found = await statOf(join(data, name));
      // Two of these files are said to be UTF-8 there and hold nothing but ASCII.
      const plain = found.encoding === 'us-ascii' && expected.encoding === 'utf-8';
      expect(found, name).toMatchObject({
        bytes: expected.bytes,
        newlines: expected.newlines,
        crlf: expected.crlf,
        endsWithNewline: expected.endsWithNewline,
        encoding: plain ? 'us-ascii' : expected.encoding,
        records: expected.records,
      });
      const levels: Record<string, number> = {};
      for (const [word, count] of Object.entries(words)) {
        const level = meanings[word];
        if (level) levels[level] = (levels[level] ?? 0) + count;
      }
      expect(found.levels, name).toEqual(levels);
    }
    for (const [name = '', format, first = '', last = ''] of rows(factsByHand)) {
      const found = await statOf(join(data, name));
      const times = [timeText(found.first, first), timeText(found.last, last)];
      expect([found.format, ...times], name).toEqual([format, first, last]);
    }
  });

  it.skipIf(absent)('equals what was counted by hand', { timeout: 60_000 }, async () => {
    for (const row of rows(byHand)) {
      const [name = '', , , , , first = '', last = ''] = row;
      const found = await statOf(join(data, name));
      const { fatal = 0, error = 0, warn = 0, info = 0, debug = 0, trace = 0 } = found.levels;
      const { encoding, newlines, format, records } = found;
      const times = [timeText(found.first, first), timeText(found.last, last)];
      const levels = [fatal, error, warn, info, debug, trace];
      expect([name, encoding, newlines, format, records, ...times, ...levels].map(String)).toEqual(
        row,
      );
    }
  });
});

describe('what is told of a log', () => {
  const file = (name: string, bytes: Buffer | string): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };

  it('counts an unterminated last line, and nothing in an empty file', async () => {
    expect(await statOf(file('empty.log', ''))).toMatchObject({
      bytes: 0,
      newlines: 0,
      crlf: false,
      endsWithNewline: false,
      encoding: 'us-ascii',
      records: 0,
      first: null,
      last: null,
      levels: {},
    });
    const text =
      '2026-11-22 10:11:12,345 INFO [main] a.B - x\r\n2026-11-22 10:11:13,345 ERROR [main] a.B - y';
    expect(await statOf(file('open.log', text))).toMatchObject({
      newlines: 1,
      crlf: true,
      endsWithNewline: false,
      records: 2,
      levels: { info: 1, error: 1 },
    });
  });

  it('is the same packed', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => {
      const second = String(index % 60).padStart(2, '0');
      return `22-Nov-2026 15:24:${second}.000 ${index % 3 ? '信息' : '严重'} [main] a.b.C.d 启动 ${index}\n`;
    });
    const bytes = iconv.encode(lines.join(''), 'gb18030');
    const plain = await statOf(file('plain.log', bytes));
    expect(plain).toMatchObject({ encoding: 'gb18030', records: 3000, format: 'tomcat-catalina' });
    expect(plain.levels).toEqual({ error: 1000, info: 2000 });
    expect(await statOf(file('packed.log.gz', gzipSync(bytes)))).toEqual(plain);
    expect(await statOf(file('packed.log.zst', zstdCompressSync(bytes)))).toEqual(plain);
  });

  it('finds the one Chinese line wherever it stands', async () => {
    const english = '2026-11-22 10:11:12,345 INFO [main] a.B - all well\n'.repeat(30_000);
    const chinese = iconv.encode('2026-11-22 10:11:12,345 WARN [main] a.B - 磁盘空间不足\n', 'gbk');
    const bytes = Buffer.concat([Buffer.from(english), chinese, Buffer.from(english)]);
    expect(await statOf(file('rare.log', bytes))).toMatchObject({
      encoding: 'gb18030',
      records: 60_001,
      levels: { info: 60_000, warn: 1 },
    });
  });

  it('is right for UTF-16 with and without a byte order mark', async () => {
    const text = '2026-02-27 00:02:00.34 spid52      错误: 1205，严重性: 13，状态: 51。\r\n'.repeat(
      3,
    );
    const mark = Buffer.from([0xff, 0xfe]);
    const little = Buffer.from(text, 'utf16le');
    const expected = {
      newlines: 3,
      crlf: true,
      endsWithNewline: true,
      format: 'sqlserver-errorlog',
      records: 3,
      levels: { error: 3 },
      first: Date.UTC(2026, 1, 27, 0, 2, 0, 340),
    };
    const marked = Buffer.concat([mark, little]);
    const swapped = Buffer.from(little).swap16();
    const zone = new Date(2026, 1, 27).getTimezoneOffset() * 60_000;
    const local = { ...expected, first: expected.first + zone };
    expect(await statOf(file('a.log', marked))).toMatchObject({ ...local, encoding: 'utf-16le' });
    expect(await statOf(file('b.log', little))).toMatchObject({ ...local, encoding: 'utf-16le' });
    expect(await statOf(file('c.log', swapped))).toMatchObject({ ...local, encoding: 'utf-16be' });
  });

  it('reads over a byte order mark', async () => {
    const text = '\uFEFF2026-11-22T10:11:12Z 错误: 一\n2026-11-22T10:11:13Z 信息: 二\n';
    expect(await statOf(file('marked.log', text))).toMatchObject({
      encoding: 'utf-8',
      records: 2,
      levels: { error: 1, info: 1 },
      first: Date.UTC(2026, 10, 22, 10, 11, 12),
      last: Date.UTC(2026, 10, 22, 10, 11, 13),
    });
  });

  it('refuses what is no file', async () => {
    await expect(statOf(join(folder, 'none.log'))).rejects.toMatchObject({ code: 'file.missing' });
    await expect(statOf(folder)).rejects.toMatchObject({ code: 'logs.is-folder' });
  });
});
