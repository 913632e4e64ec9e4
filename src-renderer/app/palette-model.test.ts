import { describe, expect, test } from 'vitest';
import { matchText, parseQuery, rank } from './palette-model';

describe('what was typed', () => {
  test('is narrowed by its first character', () => {
    expect(['lock', '>lock', ' @ K7', '/cat', '#ORA'].map(parseQuery)).toEqual([
      { scope: 'all', text: 'lock' },
      { scope: 'command', text: 'lock' },
      { scope: 'case', text: 'K7' },
      { scope: 'log', text: 'cat' },
      { scope: 'code', text: 'ORA' },
    ]);
  });

  test('may begin with the full-width form that a Chinese input method types', () => {
    expect(['》锁', '＠K7', '、cat', '＃ORA'].map((text) => parseQuery(text).scope)).toEqual([
      'command',
      'case',
      'log',
      'code',
    ]);
  });
});

describe('a match', () => {
  test('needs every word, in the title or in the other names', () => {
    expect(matchText('dark theme', 'Theme: dark')).not.toBeNull();
    expect(matchText('dark red', 'Theme: dark')).toBeNull();
    expect(matchText('view dark', 'Theme: dark', 'view.themeDark')).not.toBeNull();
  });

  test('marks each place once', () => {
    expect(matchText('锁 锁定', '锁定工作台')?.ranges).toEqual([[0, 2]]);
    expect(matchText('e', 'Theme')?.ranges).toEqual([[2, 3]]);
  });
});

test('the start of the title beats the start of a word, which beats the middle', () => {
  const titles = ['Unlock', 'Row lock waits', 'Lock the workbench'];
  const ranked = rank('lock', titles, (title) => ({ title }));
  expect(ranked.map(({ item }) => item)).toEqual([
    'Lock the workbench',
    'Row lock waits',
    'Unlock',
  ]);
});

test('what cannot be used now stands behind what can', () => {
  const ranked = rank(
    'lock',
    [
      { title: 'Lock columns', penalty: 20 },
      { title: 'Block list', penalty: 0 },
    ],
    (item) => item,
  );
  expect(ranked.map(({ item }) => item.title)).toEqual(['Block list', 'Lock columns']);
});

test('an empty text keeps everything in its order', () => {
  expect(rank('', ['b', 'a'], (title) => ({ title })).map(({ item }) => item)).toEqual(['b', 'a']);
});
