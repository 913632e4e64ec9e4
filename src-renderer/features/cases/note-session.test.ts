import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { NoteSession, type SaveState } from './note-session';

let test: TestHost;
beforeAll(async () => {
  test = await startTestHost();
});
afterAll(() => test.close());

async function openNote(): Promise<{
  session: NoteSession;
  states: SaveState['kind'][];
  id: string;
}> {
  const { id: caseId } = await test.client.cases.create({ title: 'Case' });
  const { id } = await test.client.cases.createNote({ caseId, title: 'Note' });
  const states: SaveState['kind'][] = [];
  const session = new NoteSession(test.client, id, ({ kind }) => states.push(kind));
  await session.load(test.client);
  return { session, states, id };
}

async function storedText(id: string): Promise<string> {
  const reader = new NoteSession(test.client, id, () => undefined);
  await reader.load(test.client);
  return reader.body.toJSON();
}

describe('a note being typed', () => {
  it('is stored whole when it says so, also when much is flushed at once', async () => {
    const { session, states, id } = await openNote();
    const letters = Array.from({ length: 200 }, (_, index) => String.fromCodePoint(0x4e00 + index));
    const flushes: Promise<void>[] = [];
    for (const letter of letters) {
      session.body.insert(session.body.length, letter);
      flushes.push(session.flush());
      // Lets an answer of the host come in between.
      if (letters.indexOf(letter) % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(flushes);
    expect(states.at(-1)).toBe('saved');
    expect(await storedText(id)).toBe(letters.join(''));
  });

  it('of two sessions on one note shows the same text in both', async () => {
    const { session, id } = await openNote();
    const other = new NoteSession(test.client, id, () => undefined);
    await other.load(test.client);
    session.body.insert(0, 'one');
    other.body.insert(0, 'two');
    await Promise.all([session.flush(), other.flush()]);
    await Promise.all([session.load(test.client), other.load(test.client)]);
    expect(other.body.toJSON()).toBe(session.body.toJSON());
    expect([...session.body.toJSON()].toSorted().join('')).toBe([...'onetwo'].toSorted().join(''));
  });
});
