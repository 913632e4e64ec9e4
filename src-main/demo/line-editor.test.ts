import { expect, test } from 'vitest';
import { LineEditor } from './line-editor';

/** Types keys into an editor on a narrow terminal; gives what was entered and printed. */
function type(...keys: string[]): { entered: string[]; printed: string; interrupts: number } {
  const entered: string[] = [];
  let printed = '';
  let interrupts = 0;
  const editor = new LineEditor({
    print: (text) => (printed += text),
    columns: () => 20,
    complete: (before) => (before.endsWith('/u') ? ['/u01/'] : []),
    enter: (line) => {
      entered.push(line);
      editor.begin('$ ');
    },
    interrupt: () => {
      interrupts += 1;
      editor.begin('$ ');
    },
    end: () => entered.push('<end>'),
  });
  editor.begin('$ ');
  for (const key of keys) editor.key(key);
  return { entered, printed, interrupts };
}

const letters = (text: string): string[] => [...text];

test('a line is edited with arrows, Home, End, Delete and the keys of readline', () => {
  const left = '\u001b[D';
  expect(type(...letters('lx物'), left, '\u007f', 's', '\r').entered).toEqual(['ls物']);
  expect(type(...letters('cd'), '\u0001', 'a', '\u0005', 'b', '\r').entered).toEqual(['acdb']);
  expect(type(...letters('abc'), '\u001b[H', '\u001b[3~', '\u001b[F', '!', '\r').entered).toEqual([
    'bc!',
  ]);
  expect(type(...letters('one two'), '\u0017', '\u0015', '\u0019', '\r').entered).toEqual(['one ']);
});

test('history is gone through and comes back to what was being typed', () => {
  const [up, down] = ['\u001b[A', '\u001bOB'];
  const keys = [
    ...letters('a'),
    '\r',
    ...letters('b'),
    '\r',
    'c',
    up,
    up,
    '\r',
    up,
    up,
    down,
    '\r',
  ];
  expect(type(...keys).entered).toEqual(['a', 'b', 'a', 'a']);
});

test('Ctrl C drops the line, Ctrl D ends on an empty one, Tab completes', () => {
  expect(type(...letters('rm'), '\u0003', '\u0004')).toMatchObject({
    entered: ['<end>'],
    interrupts: 1,
  });
  expect(type(...letters('ls /u'), '\t', 'n', '\r').entered).toEqual(['ls /u01/n']);
});

test('a line longer than the terminal is painted over its rows', () => {
  const { printed, entered } = type(...letters('1234567890'.repeat(4)), '\u0001', 'x', '\r');
  expect(entered).toEqual([`x${'1234567890'.repeat(4)}`]);
  // Home goes up from the third row, and painting begins in the first.
  expect(printed).toContain('\u001b[2A\r\u001b[2C');
});
