import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bundleForNode, type Bundle } from '../servers/bundle';
import { startTestHost, type TestHost } from '../servers/host';

interface Writer {
  child: ChildProcess;
  said: string[];
  /** Its exit code, or null when it was killed. */
  ended: Promise<number | null>;
}

/** A small generator of pseudo-random numbers (mulberry32), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Writers in processes of their own, killed at moments that a seed decides, and several at
 * once. The short form belongs to `npm test`, the long one to `npm run soak`.
 */
export function durabilitySuite({ kills, seed }: { kills: number; seed: number }): void {
  let writer: Bundle;
  let test: TestHost;
  let noteId: string;
  let caseId: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    writer = await bundleForNode(join(import.meta.dirname, 'writer.ts'));
  });
  afterAll(() => writer.remove());
  beforeEach(async () => {
    test = await startTestHost();
    caseId = (await test.client.cases.create({ title: 'shared' })).id;
    noteId = (await test.client.cases.createNote({ caseId, text: '' })).id;
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await test.close();
  });

  /** A writer in a process of its own, and what it was told is saved. */
  function startWriter(name: string, count: number): Writer {
    const child = spawn(
      process.execPath,
      [writer.path, test.folder, test.passphrase, noteId, caseId, name, String(count)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(child);
    const said: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
    const ended = once(child, 'close').then(([code]) => code as number | null);
    return { child, said, ended };
  }

  /** Everything that was acknowledged is there, and the profile is whole. */
  async function expectKept(said: readonly string[]): Promise<void> {
    const { notes, evidence } = await test.client.cases.get({ id: caseId });
    const numbers = (await test.client.cases.list({})).map(({ number }) => number);
    const told = (kind: string): string[] =>
      said.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
    const body = new Y.Doc();
    const { state } = await test.client.cases.openNote({ id: noteId });
    Y.applyUpdate(body, Buffer.from(state, 'base64'));
    const text = body.getText('body').toJSON();
    expect(notes[0]?.text).toBe(text);
    expect(told('note').filter((token) => text.split(token).length !== 2)).toEqual([]);
    expect(told('case').filter((number) => !numbers.includes(number))).toEqual([]);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(told('evidence').filter((sha256) => !evidence.some((e) => e.sha256 === sha256))).toEqual(
      [],
    );
    expect(evidence.map(({ ordinal }) => ordinal)).toEqual(evidence.map((_, index) => index + 1));
    expect(await test.client.profile.check({})).toMatchObject({ ok: true });
  }

  it(
    'keeps everything it acknowledged when it is killed at any moment',
    async () => {
      const random = seeded(seed);
      const all: string[] = [];
      for (let round = 0; round < kills; round++) {
        const { child, said, ended } = startWriter(`k${round}-`, 1_000_000);
        const enough = 1 + Math.floor(random() * 60);
        const delay = random() * 12;
        while (said.length < enough && child.exitCode === null)
          await new Promise((resolve) => setTimeout(resolve, 2));
        await new Promise((resolve) => setTimeout(resolve, delay));
        child.kill('SIGKILL');
        expect(await ended).toBeNull();
        all.push(...said);
        await expectKept(all);
      }
      expect(all.length).toBeGreaterThan(kills * 10);
    },
    60_000 + kills * 5_000,
  );

  it('lets two processes and this one write at once: numbers stay unique and nothing is lost', async () => {
    const writers = [startWriter('a', 60), startWriter('b', 60)];
    const editor = new Y.Doc();
    const own: string[] = [];
    for (let index = 0; index < 40; index++) {
      const before = Y.encodeStateVector(editor);
      editor.getText('body').insert(0, `[own${index}]`);
      const update = Buffer.from(Y.encodeStateAsUpdate(editor, before)).toString('base64');
      await test.client.cases.editNote({ id: noteId, updates: [update] });
      const { number } = await test.client.cases.create({ title: 'own' });
      own.push(`note [own${index}]`, `case ${number}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const codes = await Promise.all(writers.map(({ ended }) => ended));
    expect(codes).toEqual([0, 0]);
    await expectKept([...own, ...writers.flatMap(({ said }) => said)]);
    expect(await test.client.cases.list({})).toHaveLength(1 + 40 + 20 + 20);
  }, 60_000);

  it('tells the views of this process what another process changed', async () => {
    const { said, ended } = startWriter('other', 3);
    expect(await ended).toBe(0);
    const tokens = said.filter((line) => line.startsWith('note'));
    const heard = new Y.Doc();
    const arrived = (): string => {
      for (const event of test.events) {
        if (event.type === 'note' && event.noteId === noteId)
          Y.applyUpdate(heard, Buffer.from(event.update, 'base64'));
      }
      return heard.getText('body').toJSON();
    };
    await expect.poll(arrived, { timeout: 20_000 }).toBe('[other0][other1][other2]');
    expect(tokens).toHaveLength(3);
    expect(test.events.some((event) => event.type === 'changed' && event.feature === 'cases')).toBe(
      true,
    );
  }, 60_000);
}
