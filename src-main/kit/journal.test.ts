import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { up } from '../host/migrations/0001-spine';
import { openDatabase, type Database } from './database';
import { Journal, type Op } from './journal';

let db: Database;
let journal: Journal;
let applied: unknown[];
const time = { now: 1000, offset: null as number | null };

beforeEach(() => {
  const path = join(mkdtempSync(join(tmpdir(), 'fieldbench-journal-')), 'store.db');
  db = openDatabase(path, randomBytes(32), [{ version: 1, up }]);
  journal = new Journal(db, { now: () => time.now, offsetMs: () => time.offset });
  applied = [];
  journal.register('thing', {
    create: (id, fields, at) => applied.push(['create', id, fields, at]),
    set: (id, fields, at) => applied.push(['set', id, fields, at]),
    text: (id, field, update, at) => applied.push(['text', id, field, [...update], at]),
  });
});

const ops = (): unknown[] =>
  db
    .prepare(
      'SELECT counter, entity, entity_id, kind, field, value, base_version, device_time, clock_offset FROM op ORDER BY counter',
    )
    .all();
const create: Op & { fields: object } = {
  kind: 'create',
  entity: 'thing',
  id: 't',
  fields: { name: '名', list: [1, null] },
};

describe('the journal', () => {
  it('writes a row a field, with the version it was based on, time and clock offset', () => {
    const incarnation = (
      db.prepare('SELECT incarnation FROM device').get() as { incarnation: string }
    ).incarnation;
    journal.commit([create]);
    Object.assign(time, { now: 2000, offset: -12.5 });
    journal.commit([
      { kind: 'set', entity: 'thing', id: 't', fields: { name: 'new' } },
      { kind: 'text', entity: 'thing', id: 't', field: 'body', update: new Uint8Array([1, 2]) },
    ]);
    const row = (counter: number, more: object): object => ({
      counter,
      entity: 'thing',
      entity_id: 't',
      ...more,
    });
    expect(ops()).toEqual([
      row(1, {
        kind: 'create',
        field: 'name',
        value: '"名"',
        base_version: null,
        device_time: 1000,
        clock_offset: null,
      }),
      row(2, {
        kind: 'create',
        field: 'list',
        value: '[1,null]',
        base_version: null,
        device_time: 1000,
        clock_offset: null,
      }),
      row(3, {
        kind: 'set',
        field: 'name',
        value: '"new"',
        base_version: `${incarnation}:1`,
        device_time: 2000,
        clock_offset: -12.5,
      }),
      row(4, {
        kind: 'text',
        field: 'body',
        value: Buffer.from([1, 2]),
        base_version: null,
        device_time: 2000,
        clock_offset: -12.5,
      }),
    ]);
    expect(journal.version('thing', 't', 'name')).toBe(`${incarnation}:3`);
    expect(applied).toEqual([
      ['create', 't', create.fields, 1000],
      ['set', 't', { name: 'new' }, 2000],
      ['text', 't', 'body', [1, 2], 2000],
    ]);
    expect(journal.health()).toEqual({ counter: 4, ops: 4, highest: 4 });
  });

  it('keeps nothing of a commit of which any part fails', () => {
    journal.register('failing', {
      create: () => {
        throw new Error('no');
      },
      set: () => undefined,
    });
    const failing = { kind: 'create', entity: 'failing', id: 'f', fields: { a: 1 } } as const;
    expect(() => journal.commit([create, failing])).toThrow('no');
    expect(() =>
      journal.commit([create], () => {
        throw new Error('alongside');
      }),
    ).toThrow('alongside');
    expect(() => journal.commit([{ ...create, entity: 'unknown' }])).toThrow('unknown');
    expect([ops(), journal.health()]).toEqual([[], { counter: 0, ops: 0, highest: 0 }]);
  });

  it('makes changes inside the transaction, so that a case number is taken with its case or not at all', () => {
    const prefix = journal.devicePrefix();
    const numbers: string[] = [];
    const take = (fail: boolean): void =>
      journal.commit(() => {
        numbers.push(journal.takeCaseNumber());
        if (fail) throw new Error('refused');
        return [];
      });
    take(false);
    expect(() => take(true)).toThrow('refused');
    take(false);
    expect(numbers).toEqual([`${prefix}-0001`, `${prefix}-0002`, `${prefix}-0002`]);
  });

  it('begins anew as another device, and versions of before stay what they were', () => {
    journal.commit([create]);
    const before = journal.version('thing', 't', 'name');
    journal.becomeNewDevice('other', 'Q2');
    expect(journal.health()).toEqual({ counter: 0, ops: 0, highest: 0 });
    journal.commit([{ kind: 'set', entity: 'thing', id: 't', fields: { name: 'x' } }]);
    expect(journal.version('thing', 't', 'name')).toBe('other:1');
    expect(db.prepare("SELECT base_version FROM op WHERE incarnation = 'other'").get()).toEqual({
      base_version: before,
    });
    expect(journal.takeCaseNumber()).toBe('Q2-0001');
  });
});
