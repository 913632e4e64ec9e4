import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Expression } from '../engine/search/expression';
import { decodeText, type LogEncoding } from '../engine/text/index';
import iconv from 'iconv-lite';
import { Unsayable } from './brackets';
import { hostPattern, type HostPattern } from './host-pattern';

/** Lines that a careless translation finds wrongly, or not. */
const lines = [
  'ERROR failed at 10:20',
  'error Failed',
  '错误 连接超时',
  '错误ERROR连接',
  '中文日志 second line',
  'a.b*c [x] {1} (y) ^ $ \\ | + ?',
  '-e looks like an option',
  'it\'s quoted "twice"',
  '',
  ',',
  'tab\there',
  'ends with CR\r',
  'é è ü €',
  'kelvin \u212a and long \u017f',
  'digits ٣٤ and 12345',
  '𠮷野家 rare',
  'x]y-z^w',
  '啊b 阿A 测试',
  'nul \0 inside',
];

function bytesOf(encoding: LogEncoding): Buffer {
  return iconv.encode(`${lines.join('\n')}\n`, encoding);
}

/** Lines that the host's grep finds, by number. */
function grep(pattern: HostPattern, log: Buffer): number[] {
  const numbers = (output: Buffer): number[] =>
    [...output.toString('latin1').matchAll(/^(\d+):/gm)].map(([, number]) => Number(number) - 1);
  // Words of a command may hold any byte: they are given to a shell as the product does.
  const word = (bytes: Buffer): string =>
    `"$(printf '${[...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}')"`;
  const shell = (command: string, input: Buffer): Buffer =>
    execFileSync('sh', ['-c', `${command}; test $? -lt 2`], {
      input,
      env: { ...process.env, LC_ALL: 'C' },
    });
  if (pattern.kind === 'extended')
    return numbers(shell(`grep -anE -e ${word(pattern.pattern)}`, log));
  const fixed = `grep -anF ${pattern.forms.map((form) => `-e ${word(form)}`).join(' ')}`;
  return numbers(
    shell(pattern.exact ? `${fixed} | grep -aE -e ${word(pattern.exact)}` : fixed, log),
  );
}

/** Lines that the engine finds in the decoded text. */
function expected(expression: Expression, log: Buffer, encoding: LogEncoding): number[] {
  const text = decodeText(log, encoding).replace(/\n$/, '').split('\n');
  return text.flatMap((line, number) =>
    expression.matches(line.replace(/\r$/, '')) ? [number] : [],
  );
}

const regexes = [
  'ERROR.*at',
  'err|超时',
  '(ERROR|error) [Ff]ailed',
  '[错误]+ ',
  'a\\.b\\*c \\[x\\] \\{1\\} \\(y\\) \\^ \\$ \\\\ \\| \\+ \\?',
  '\\d+',
  '[0-9]{2}:[0-9]{2}',
  '^error',
  'CR$',
  '^$',
  '^,$',
  'x.y',
  '连.超',
  '[^,]*CR',
  'x[]]y-z',
  '[]^-]+w',
  '(?i)KELVIN k',
  '\\x{4e2d}文',
  '[\\u4e00-\\u9fff]{4}',
  'inside|[^a-z ]here',
  'é. ü',
  'l +.*$',
  '(?:a|)b',
  '.{19,}',
];

describe.each<LogEncoding>(['utf-8', 'gb18030', 'windows-1252'])('in %s', (encoding) => {
  const log = bytesOf(encoding);

  it.each(['ERROR', '连接超时', 'a.b*c [x]', "it's", '-e', '误', 'A', '€', '\\', '阿'])(
    'the text %s is found by grep in the same lines as by the engine',
    (text) => {
      const expression = Expression.of({ text, regex: false, ignoreCase: false });
      let pattern: HostPattern;
      try {
        pattern = hostPattern(expression, encoding);
      } catch (error) {
        expect(error).toBeInstanceOf(Unsayable);
        return;
      }
      expect(grep(pattern, log)).toEqual(expected(expression, log, encoding));
    },
  );

  it.each(regexes)(
    'the expression %s finds the same lines, or is said to be beyond grep',
    (text) => {
      for (const ignoreCase of [false, true]) {
        const expression = Expression.of({ text, regex: true, ignoreCase });
        let pattern: HostPattern;
        try {
          pattern = hostPattern(expression, encoding);
        } catch (error) {
          expect(error).toBeInstanceOf(Unsayable);
          continue;
        }
        expect([text, grep(pattern, log)]).toEqual([text, expected(expression, log, encoding)]);
      }
    },
  );
});

describe('an expression', () => {
  it.each([
    ['ERROR.*at', 'utf-8'],
    ['err|超时', 'utf-8'],
    ['\\d+', 'utf-8'],
    ['(?i)error', 'utf-8'],
    ['[错误]+', 'gb18030'],
    ['ERROR.*at', 'mixed'],
    ['CR$', 'utf-8'],
    ['.{19,}', 'utf-8'],
  ] as const)('%s can be said to grep in %s', (text, encoding) => {
    const expression = Expression.of({ text, regex: true, ignoreCase: false });
    expect(hostPattern(expression, encoding).kind).toBe('extended');
  });

  it.each([
    ['\\bERROR\\b', 'utf-8', '\\b'],
    ['id=\\w{3}', 'utf-8', '\\w'],
    ['a{300}', 'utf-8', '{300}'],
    ['x', 'utf-16le', 'UTF-16LE'],
    ['^x', 'gb18030', '^'],
  ] as const)('%s cannot in %s, and the part is named', (text, encoding, part) => {
    const expression = Expression.of({ text, regex: true, ignoreCase: false });
    expect(() => hostPattern(expression, encoding)).toThrow(part);
  });
});
