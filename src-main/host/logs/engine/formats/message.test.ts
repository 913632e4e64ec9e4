import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { fieldsOf } from './fields';
import { messageFinder } from './message';
import { readFormat } from './read';
import { shippedFiles } from './set';
import type { FormatDocument } from './schema';

const resources = join(import.meta.dirname, '..', '..', '..', '..', '..', 'resources');
const formats = new Map<string, FormatDocument>();
for (const path of await shippedFiles(resources)) {
  const { format } = readFormat(readFileSync(path, 'utf8'));
  if (format) formats.set(basename(path, '.yaml'), format);
}

/** What tells most before a message, the message, and `undefined` where none is found. */
function parts(name: string, text: string): [string, string] | undefined {
  const place = messageFinder(formats.get(name)!)?.(text);
  return place && [text.slice(0, place.leadTo), text.slice(place.from)];
}

it('finds the message and what tells most before it', () => {
  expect(
    parts(
      'tomcat-catalina',
      '27-Jul-2026 10:20:30.123 严重 [http-nio-8080-exec-8] com.库存.Servlet.run 保存失败',
    ),
  ).toEqual([
    '27-Jul-2026 10:20:30.123 严重 [http-nio-8080-exec-8] com.库存.Servlet.run',
    '保存失败',
  ]);
  expect(
    parts(
      'yonyou-nc',
      '$$callid=1 $$thread=[W : 1] $$host=a $$userid=b $$ts=2026-11-23 06:33:03 $$remotecall=[nc.itf.B] $$debuglevel=WARN  $$msg=锁等待 🙂',
    ),
  ).toEqual([
    '$$callid=1 $$thread=[W : 1] $$host=a $$userid=b $$ts=2026-11-23 06:33:03 $$remotecall=[nc.itf.B',
    '锁等待 🙂',
  ]);
  expect(
    parts(
      'json-lines',
      '{"time":"x","log":{"message":"no"},"logger":"a.B","message":"a \\"b\\"","n":1}',
    ),
  ).toEqual(['{"time":"x","log":{"message":"no"},"logger":"a.B"', 'a \\"b\\"","n":1}']);
});

it('says nothing where there is no message or it is not certain', () => {
  expect(messageFinder(formats.get('generic')!)).toBeNull();
  expect(
    parts('access-log', '10.0.0.1 - - [23/Nov/2026:06:33:03 +0800] "GET /a HTTP/1.1" 200 12'),
  ).toBeUndefined();
  expect(parts('tomcat-catalina', 'no record of Tomcat at all')).toBeUndefined();
  for (const text of [
    '{"time":"x","message":""}',
    '{"message":{"a":1}}',
    '{"a":"\\"message\\":\\"x',
    '[{"message":"x"}]',
    '{"a":["message","x"]}',
  ])
    expect(parts('json-lines', text)).toBeUndefined();
});

it('finds in the samples of all formats what their fields say', () => {
  let found = 0;
  for (const format of formats.values()) {
    const find = messageFinder(format);
    if (!find || !format.fields || !('regexes' in format.fields)) continue;
    for (const line of format.samples.flatMap(({ text }) => text.split('\n'))) {
      const place = find(line);
      const message = fieldsOf(format, line).find(({ name }) => name === 'message')?.value ?? '';
      if (!place) expect(message.trim()).toBe('');
      else {
        expect(line.slice(place.from, place.from + message.length)).toBe(message);
        expect(place.leadTo).toBeLessThanOrEqual(place.from);
        found += 1;
      }
    }
  }
  expect(found).toBeGreaterThan(40);
});
