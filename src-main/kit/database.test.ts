import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { copyDatabase, openDatabase, schemaVersion, type Migration } from './database';

const key = randomBytes(32);
const first: Migration = {
  version: 1,
  up: (db) => db.exec('CREATE TABLE a (x TEXT NOT NULL) STRICT'),
};
const second: Migration = {
  version: 2,
  up: (db) => db.exec("ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT 'new'"),
};
const broken: Migration = {
  version: 2,
  up: (db) => {
    db.exec('DELETE FROM a');
    throw new Error('half way');
  },
};

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'fieldbench-db-')), 'store.db');
});

function filled(): void {
  const db = openDatabase(path, key, [first]);
  db.exec("INSERT INTO a VALUES ('MARKER')");
  db.close();
}

describe('the database', () => {
  it('is encrypted on disk, its write-ahead log too, and durable at every commit', () => {
    const db = openDatabase(path, key, [first]);
    db.exec("INSERT INTO a VALUES ('MARKER')");
    for (const file of [path, `${path}-wal`]) {
      expect(existsSync(file)).toBe(true);
      expect(/MARKER|SQLite format/.test(readFileSync(file, 'latin1'))).toBe(false);
      expect(statSync(file).mode & 0o077).toBe(0);
    }
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    db.close();
  });

  it('does not open with another key, and stays as it was', () => {
    filled();
    const before = readFileSync(path);
    expect(() => openDatabase(path, randomBytes(32), [first])).toThrowError(
      expect.objectContaining({ code: 'profile.damaged' }) as Error,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is brought up to date step by step, with a copy from before that still opens', () => {
    filled();
    const db = openDatabase(path, key, [first, second]);
    expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 'MARKER', y: 'new' }]);
    db.close();
    const copy = join(path, '..', 'backups', 'before-migration-from-1.db');
    const backup = openDatabase(copy, key, [first]);
    expect([schemaVersion(backup), backup.prepare('SELECT * FROM a').all()]).toEqual([
      1,
      [{ x: 'MARKER' }],
    ]);
    backup.close();
  });

  it('stays at its version, with its rows, when a step fails half way', () => {
    filled();
    expect(() => openDatabase(path, key, [first, broken])).toThrow('half way');
    const db = openDatabase(path, key, [first]);
    expect([schemaVersion(db), db.prepare('SELECT * FROM a').all()]).toEqual([
      1,
      [{ x: 'MARKER' }],
    ]);
    db.close();
  });

  it('of a newer program is refused and not touched', () => {
    openDatabase(path, key, [first, second]).close();
    const before = readFileSync(path);
    expect(() => openDatabase(path, key, [first])).toThrowError(
      expect.objectContaining({
        code: 'profile.newer',
        params: { found: 2, supported: 1 },
      }) as Error,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('opens twice at once, and both see every commit', () => {
    const [one, two] = [openDatabase(path, key, [first]), openDatabase(path, key, [first])];
    one.exec("INSERT INTO a VALUES ('1')");
    two.exec("INSERT INTO a VALUES ('2')");
    expect(one.prepare('SELECT count(*) AS n FROM a').get()).toEqual({ n: 2 });
    one.close();
    two.close();
  });

  it('is copied whole and encrypted while it is written', () => {
    const db = openDatabase(path, key, [first]);
    db.exec("INSERT INTO a VALUES ('MARKER')");
    const copy = join(path, '..', 'copy.db');
    copyDatabase(db, copy);
    db.close();
    expect(readFileSync(copy, 'latin1')).not.toMatch(/MARKER|SQLite format/);
    const opened = openDatabase(copy, key, [first]);
    expect(opened.prepare('SELECT * FROM a').all()).toEqual([{ x: 'MARKER' }]);
    opened.close();
  });
});
