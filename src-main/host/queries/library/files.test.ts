import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedQuery } from '../../../contract/query-library';
import { readQueryPack, readQueryPacks } from '../packs/read';
import { documentOf } from './document';
import { readQueries } from './files-in';
import { writeQueries } from './files-out';
import { shippedQuery } from './shown';

const resources = join(import.meta.dirname, '../../../../resources');

let room: string;
beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'fieldbench-library-'));
});
afterEach(() => rm(room, { recursive: true }));

const yaml = `
dialect: postgresql
title: { zh: 锁, en: Locks }
statements:
  - file: locks.sql
parameters:
  - { name: seconds, type: number, default: '5' }
`;
const sql = 'select pid from pg_locks where :seconds > 0';

async function put(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(room, name, '..'), { recursive: true });
    await writeFile(join(room, name), content);
  }
}
const read = (path = '') => readQueries({ kind: 'path', path: join(room, path) });

describe('queries as files', () => {
  it.each(['folder', 'zip'] as const)('come back as they went, by way of a %s', async (form) => {
    const packs = (await readQueryPacks(resources)).map((pack) => shippedQuery(pack, () => true));
    const path = form === 'zip' ? 'all.zip' : 'all';
    await writeQueries(packs, form, join(room, path));
    const { queries, problems } = await read(path);
    expect(problems).toEqual([]);
    const back = new Map(queries.map(({ id, document }) => [id, document]));
    expect(back.size).toBe(packs.length);
    for (const query of packs)
      expect(back.get(query.id), query.id).toEqual(documentOf(query, query.statements));
  });

  it('are found beside one file, in folders, in what a page gives, and in the encodings of Windows', async () => {
    const chinese = "select '锁' as 名称 where :seconds > 0";
    const gbk = Buffer.from(
      [...chinese].flatMap((letter) => {
        const known: Record<string, number[]> = {
          锁: [0xcb, 0xf8],
          名: [0xc3, 0xfb],
          称: [0xb3, 0xc6],
        };
        return known[letter] ?? [letter.charCodeAt(0)];
      }),
    );
    await put({ 'own/locks.yaml': yaml, 'own/locks.sql': gbk, 'own/other.txt': 'x' });
    const beside = await read('own/locks.yaml');
    expect(beside.queries).toMatchObject([
      { document: { title: { zh: '锁' }, folder: '', statements: [{ sql: chinese }] } },
    ]);
    const inside = await read();
    expect(inside.queries).toMatchObject([{ file: 'own/locks.yaml', document: { folder: 'own' } }]);
    const data = (text: string): string => Buffer.from(text, 'utf16le').toString('base64');
    const given = await readQueries({
      kind: 'files',
      files: [
        { name: 'locks.yaml', data: Buffer.from(yaml).toString('base64') },
        { name: 'locks.sql', data: data(`\uFEFF${sql}`) },
      ],
    });
    expect(given.queries).toMatchObject([{ document: { statements: [{ sql }] } }]);
  });

  it.each([
    ['a: 1\ntitle: "x', 'queries.import-yaml', 2],
    [yaml.replace('title:', 'titel:'), 'queries.import-unknown-key', 3],
    [yaml.replace('title: { zh: 锁, en: Locks }', ''), 'queries.import-missing', 2],
    [yaml.replace('postgresql', 'postgres'), 'queries.import-choice', 2],
    [yaml.replace('type: number', 'type: integer'), 'queries.import-choice', 7],
    [yaml.replace('name: seconds', 'name: "a-b"'), 'queries.import-value', 7],
    [yaml.replace('file: locks.sql', 'file: ../locks.sql'), 'queries.import-value', 5],
    [yaml.replace('locks.sql', 'nothing.sql'), 'queries.import-statement-missing', 5],
    [yaml.replace('locks.sql', 'empty.sql'), 'queries.import-statement-empty', 5],
    [yaml.replace('postgresql', '[postgresql, mysql]'), 'queries.import-dialect-missing', 5],
    [yaml.replace('seconds', 'minutes'), 'queries.import-parameter-unused', 7],
    [yaml.replace(/parameters:[^]*/, ''), 'queries.import-parameter-undeclared', 5],
    ['just text', 'queries.import-no-query', 1],
    [
      'a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c]',
      'queries.import-no-query',
      1,
    ],
  ])('say what is wrong, and where: %#', async (text, code, line) => {
    await put({ 'locks.yaml': text, 'locks.sql': sql, 'empty.sql': ' \n' });
    const { queries, problems } = await read();
    expect(queries).toEqual([]);
    expect(problems).toContainEqual(expect.objectContaining({ code, line, file: 'locks.yaml' }));
  });

  it('that are right are taken beside wrong ones', async () => {
    await put({ 'a.yaml': 'dialect: x', 'b.yaml': yaml, 'locks.sql': sql });
    const { queries, problems } = await read();
    expect(queries).toHaveLength(1);
    expect(problems.length).toBeGreaterThan(0);
  });

  it.each([
    ['nowhere', 'file.missing'],
    ['bad.zip', 'queries.import-zip'],
    ['.', 'queries.import-nothing'],
  ])('that cannot be read at all are an error: %s', async (path, code) => {
    await put({ 'bad.zip': 'PK no zip' });
    await expect(read(path)).rejects.toMatchObject({ code });
  });

  it('are written anew into a folder that has them, and beside another’s of the same name', async () => {
    const pack = readQueryPack(resources, 'postgresql.blocking-sessions');
    if (!pack) throw new Error('no such check');
    const query: SavedQuery = { ...shippedQuery(pack, () => true), folder: 'a\\b/../c:d' };
    await writeQueries([query], 'folder', room);
    await writeQueries([{ ...query, version: 2 }], 'folder', room);
    await writeQueries([{ ...query, id: 'another' }], 'folder', room);
    expect((await readdir(room, { recursive: true })).sort()).toEqual([
      'a-b',
      'a-b/c-d',
      'a-b/c-d/who-blocks-whom-2.sql',
      'a-b/c-d/who-blocks-whom-2.yaml',
      'a-b/c-d/who-blocks-whom.sql',
      'a-b/c-d/who-blocks-whom.yaml',
    ]);
    expect(await readFile(join(room, 'a-b/c-d/who-blocks-whom.yaml'), 'utf8')).toContain(
      'version: 2',
    );
  });
});
