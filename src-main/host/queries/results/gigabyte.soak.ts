import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { forgetPeak, peakBytes, residentBytes } from '../../../../test/bench/memory';
import { startMariaDb } from '../../../../test/servers/mariadb';
import { startPostgres } from '../../../../test/servers/postgres';
import { QueryBed } from '../../../../test/servers/query-bed';
import { sha256Of } from './digest';

/** The longest cell is a gigabyte on both servers, with what stands around it. */
const bytes = 1_000_000_000;
/** What the process that is the host takes above what it had before, garbage and all. */
const mostMemory = 300e6;

const servers = {
  PostgreSQL: () => startPostgres(),
  MariaDB: () => startMariaDb({ settings: ['--max-allowed-packet=1G'] }),
};

/**
 * A cell of a gigabyte: its beginning is kept, and all of it goes into a file when it is asked for,
 * in little memory. Takes half a minute a server, 3 GB of memory for the server and 1 GB of disk.
 * `live.test.ts` has the same with cells of megabytes.
 */
describe.each(Object.entries(servers))('a cell of a gigabyte from %s', (_name, start) => {
  const folder = mkdtempSync(join(tmpdir(), 'gigabyte-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is cut in the result and whole in a file, and takes little memory', async () => {
    const server = await start();
    const bed = await QueryBed.start(server);
    const { client } = bed;
    const watched = async <T>(work: () => Promise<T>): Promise<T> => {
      const before = await residentBytes(process.pid);
      await forgetPeak(process.pid);
      const value = await work();
      const more = (await peakBytes(process.pid)) - before;
      console.log(`${Math.round(more / 1e6)} MB above what it had before`);
      expect(more).toBeLessThan(mostMemory);
      return value;
    };
    try {
      const sql = `SELECT 7 AS id, repeat('x', ${bytes}) AS note`;
      const state = await watched(() => bed.run(sql, { timeoutMs: 600_000 }));
      expect(state).toMatchObject({ state: 'done', rows: 1, clippedCells: 1 });
      const at = { id: state.id, row: 0, column: 1 };
      expect(await client.queries.cell({ ...at, count: 4 })).toEqual({
        text: 'xxxx',
        length: 1024 * 1024,
        clipped: { bytes },
      });
      const path = join(folder, 'cell.txt');
      const told = await watched(() => client.queries.fetchCell({ ...at, path }));
      const hash = createHash('sha256');
      const million = Buffer.alloc(1_000_000, 'x');
      for (let written = 0; written < bytes; written += million.length) hash.update(million);
      const sha256 = hash.digest('hex');
      expect(told).toEqual({ bytes, sha256, cut: false });
      expect(await sha256Of(createReadStream(path))).toBe(sha256);
    } finally {
      await bed.at.close();
      await server.stop();
    }
  });
});
