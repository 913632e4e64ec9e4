import { expect, it } from 'vitest';
import { levelOf, timeOf } from './classify';

it.each([
  ['2026-03-01 14:03:22,123 ERROR [http-1] c.e.Order - failed', 'error'],
  ['2026-03-01 14:03:22 FATAL: the database system is starting up', 'fatal'],
  ['PANIC:  could not write to file', 'fatal'],
  ['01-Mar-2026 14:03:22.123 SEVERE [main] org.apache.catalina.X', 'error'],
  ['01-Mar-2026 14:03:22.123 严重 [main] org.apache.catalina.X', 'error'],
  ['01-Mar-2026 14:03:22.123 警告 [main] x', 'warn'],
  ['01-Mar-2026 14:03:22.123 信息 [main] 服务器启动', 'info'],
  ['14:03:22 [致命错误] 数据库无法打开', 'fatal'],
  ['14:03:22 【错误】 单据保存失败', 'error'],
  ['[2026-03-01 14:03:22] 调试: 参数', 'debug'],
  ['####<Mar 1, 2026 2:03:22 PM CST> <Error> <Deployer> <BEA-149231> <x>', 'error'],
  ['####<Mar 1, 2026 2:03:22 PM CST> <Notice> <WebLogicServer> <x>', 'info'],
  ['2026-03-01T06:03:22.123456Z 0 [Warning] [MY-010068] CA certificate', 'warn'],
  ['2026-03-01T06:03:22.123456Z 0 [Note] Event Scheduler', 'info'],
  ['ORA-00600: internal error code, arguments: [kdsgrp1]', 'error'],
  ['ORA-01555 caused by SQL statement below', 'error'],
  ['java.lang.OutOfMemoryError: Java heap space', 'error'],
  ['Caused by: java.sql.SQLException: closed', 'error'],
  ['14:03:22 DEBUG c.e.ErrorHandler - ERROR is a word here', 'debug'],
  ['14:03:22 TRACE enter', 'trace'],
  ['GET /info/error.html HTTP/1.1 200', null],
  ['\tat com.example.ErrorHandler.run(ErrorHandler.java:12)', null],
  ['ORA-00000: normal, successful completion', null],
  ['', null],
] as const)('%s states level %s', (text, level) => {
  expect(levelOf(text)).toBe(level);
});

it.each([
  ['2026-03-01 14:03:22,123 ERROR x', '14:03:22.123'],
  ['2026-03-01T14:03:22.123456Z x', '14:03:22.123'],
  ['Sun Mar 01 14:03:22 2026', '14:03:22'],
  ['####<Mar 1, 2026 2:03:22 PM CST> <Error>', '14:03:22'],
  ['####<2026-3-1 下午02:03:22> <Error>', '14:03:22'],
  ['12:00:01 AM start', '00:00:01'],
  ['2026年3月1日 14时3分22秒 保存', '14:03:22'],
  ['127.0.0.1 - - [01/Mar/2026:14:03:22 +0800] "GET /"', '14:03:22'],
  ['address fe80::1:22:33:44:55', null],
  ['lasted 99:99:99', null],
  ['no time', null],
] as const)('%s states time %s', (text, time) => {
  expect(timeOf(text)).toBe(time);
});
