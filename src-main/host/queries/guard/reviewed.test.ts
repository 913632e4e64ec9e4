import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readQueryPacks } from '../packs/read';
import { judge } from './index';
import { readReviewed, reviewedIn, statementHash } from './reviewed';

const resources = join(import.meta.dirname, '../../../../resources');

describe('reviewed statements', () => {
  it('are all that are shipped, byte for byte (else: node scripts/review-packs.mjs)', async () => {
    const shipped = (await readQueryPacks(resources)).flatMap(({ statements }) => statements);
    const listed = Object.values(readReviewed(resources).statements);
    const sort = (hashes: string[]): string[] => [...new Set(hashes)].sort();
    expect(sort(listed.map(({ dialect, sha256 }) => `${dialect} ${sha256}`))).toEqual(
      sort(shipped.map(({ dialect, sql }) => `${dialect} ${statementHash(sql)}`)),
    );
    const reviewed = reviewedIn(resources);
    const [first] = shipped;
    expect(reviewed(first?.dialect ?? 'mysql', `\n${first?.sql.replaceAll('\n', '\r\n')} `)).toBe(
      true,
    );
    expect(reviewed(first?.dialect ?? 'mysql', `${first?.sql}x`)).toBe(false);
  });

  it.each([
    ['a function that is not known', 'SELECT own_function(1)', true],
    ['syntax that is not known', 'SELECT 1 FOO BAR BAZ', true],
    ['writing', 'DELETE FROM t', false],
    ['a second statement', 'SELECT own_function(1); SELECT 2', false],
    ['locks', 'SELECT own_function(a) FROM t FOR UPDATE', false],
    ['functions that wait', 'SELECT SLEEP(1)', false],
    ['files', "SELECT 1 INTO OUTFILE '/tmp/x'", false],
  ])('pass over %s: %s → %s', async (_what, sql, passes) => {
    const { verdict, used } = await judge('mysql', sql, { reviewed: () => true });
    expect([verdict.verdict === 'read', verdict.reviewed, used !== null]).toEqual([
      passes,
      passes,
      passes,
    ]);
    expect((await judge('mysql', sql, { reviewed: () => false })).verdict.verdict).toBe('refused');
  });
});
