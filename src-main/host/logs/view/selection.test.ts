import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { javaLine } from '../../../../test/servers/log-room';
import type { LogFilter, LogSearch } from '../../../contract/logs';
import { loadFormats, type FormatSet } from '../engine/formats/index';
import { openLocal } from '../engine/sources/index';
import { DocumentHandle } from './document-handle';
import { Member } from './member';
import { Selection } from './selection';

const patience = { timeout: 25_000 };
const room = mkdtempSync(join(tmpdir(), 'fieldbench-selection-'));
let formats: FormatSet;
const open: DocumentHandle[] = [];
const reported: unknown[] = [];
beforeAll(async () => {
  formats = await loadFormats(resolve('resources'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((handle) => handle.close()));
  expect(reported.splice(0)).toEqual([]);
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

const levels = ['INFO ', 'WARN ', 'ERROR'];
const lines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, n) =>
    javaLine((from + n) * 10, levels[(from + n) % 3] ?? '', `T-${from + n} 提交`),
  ).join('');

/** A file of this machine as a view has it. */
async function member(id: string, content: string): Promise<Member> {
  const path = join(room, id);
  const none = '' as const;
  const about = { name: id, system: '', systemId: null, environment: none, host: '', path };
  writeFileSync(path, content);
  const handle = new DocumentHandle({
    key: path,
    place: { kind: 'local', path },
    about,
    choices: null,
    clock: () => null,
    open: () => openLocal(path),
    options: () => Promise.resolve({ formats }),
    watched: false,
    captureId: null,
    marks: () => [],
    locate: () => [],
    origins: () => [],
    report: (error) => void reported.push(error),
  });
  open.push(handle);
  await handle.opened;
  return new Member(id, handle);
}

/** A selection that is told of all that is known, as a view tells it. */
class Watched {
  readonly works: { name: string; cancel: () => void }[] = [];
  readonly selection: Selection;
  members: Member[] = [];

  constructor(onBegin: (name: string, cancel: () => void) => void = () => undefined) {
    this.selection = new Selection({
      changed: () => queueMicrotask(() => this.selection.update(this.members)),
      began: (name, _work, cancel) => {
        this.works.push({ name, cancel });
        onBegin(name, cancel);
      },
      report: (error) => void reported.push(error),
    });
  }

  begin(members: Member[], filter: LogFilter, search: LogSearch | null = null): void {
    this.members = members;
    this.selection.begin(members, 'record', filter, search);
  }
}

const text = (words: string): LogFilter[number] => ({
  kind: 'text',
  exclude: false,
  text: words,
  regex: true,
  ignoreCase: false,
});
const chosenOf = ({ chosen }: Member): number[] =>
  Array.from({ length: chosen?.count ?? 0 }, (_, n) => chosen?.at(n) ?? -1);

it('cancels the filter of one source: the others go on, and nothing begins again', async () => {
  const members = [
    await member('one.log', lines(0, 3000)),
    await member('two.log', lines(0, 3000)),
  ];
  const [first, second] = members as [Member, Member];
  const watched = new Watched((name, cancel) => name === 'one.log' && cancel());
  watched.begin(members, [text('T-\\d*7 ')]);
  const { selection } = watched;
  await vi.waitFor(() => expect(selection.isGrowing(second)).toBe(false), patience);
  expect(chosenOf(second)).toHaveLength(300);
  expect(selection.failure).toMatchObject({ code: 'wire.cancelled' });
  expect(selection.isGrowing(first)).toBe(true);
  for (let turn = 0; turn < 20; turn += 1) {
    selection.update(members);
    await new Promise((next) => setImmediate(next));
  }
  expect(watched.works.map(({ name }) => name).sort()).toEqual(['one.log', 'two.log']);
});

it('ends with what was typed last, while the log grows', async () => {
  const typed = '提交'.split('').concat(['T-1', 'T-12', 'T-12\\d+', 'T-\\d*5 ']);
  const one = await member('typed.log', lines(0, 20_000));
  const watched = new Watched();
  for (const [at, words] of typed.entries()) {
    watched.begin(
      [one],
      [text(words), { kind: 'level', exclude: false, level: 'warn', andWorse: true }],
      {
        text: words,
        regex: true,
        ignoreCase: false,
      },
    );
    appendFileSync(join(room, 'typed.log'), lines(20_000 + at * 100, 100));
    await one.handle.document?.refresh();
    watched.selection.update([one]);
    // Somewhere in the middle of it.
    for (let turn = 0; turn < at * 3; turn += 1) await new Promise((next) => setImmediate(next));
  }
  await one.handle.document?.indexing;
  watched.selection.update([one]);
  const truth = Array.from({ length: 20_000 + typed.length * 100 }, (_, n) => n).filter(
    (n) => n % 3 > 0 && n % 10 === 5,
  );
  await vi.waitFor(() => expect(chosenOf(one)).toHaveLength(truth.length), patience);
  expect(chosenOf(one)).toEqual(truth);
  // What is added to a log that was searched whole is found in its lines first, then in its rows.
  const hits = { rows: truth.length, lines: truth.length, done: 1 };
  await vi.waitFor(() => expect(watched.selection.hits()).toEqual(hits), patience);
  expect(watched.selection.failure).toBeNull();
});

it('shows no row of a piece before it is filtered, by lines of any length', async () => {
  const long = javaLine(0, 'INFO ', `${'x'.repeat(6000)} T-3 `);
  const one = await member('piece.log', long + lines(0, 5000));
  await one.goTo(0);
  const watched = new Watched();
  watched.begin([one], [text('T-\\d*3 ')]);
  expect(one.chosen?.count).toBe(0);
  await vi.waitFor(() => expect(one.chosen?.count).toBeGreaterThan(100), patience);
  expect(chosenOf(one).slice(0, 4)).toEqual([0, 4, 14, 24]);
});
