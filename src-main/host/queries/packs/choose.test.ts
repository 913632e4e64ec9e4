import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitOfAll, statementFor, type ServerKind } from './choose';
import { readQueryPack } from './read';

const resources = join(import.meta.dirname, '../../../../resources');
const statements = readQueryPack(resources, 'postgresql.top-sql')?.statements ?? [];
const server = (version: number[] | null, product = 'postgresql'): ServerKind => ({
  dialect: 'postgresql',
  product: version === null ? null : product,
  version,
});

describe('the statement for a server', () => {
  it('is the first whose dialect, product and least version fit', () => {
    const asked = (version: number[]) => statementFor(statements, server(version))?.minimum;
    expect(asked([17, 2])).toBe('14');
    expect(asked([13, 9])).toBe('13');
    expect(asked([9, 6])).toBe('9.5');
    expect(asked([9, 4])).toBeUndefined();
    expect(statementFor(statements, { ...server([17]), dialect: 'mysql' })).toBeUndefined();
  });

  it('is compared by numbers, not by text', () => {
    const own = { dialect: 'mysql', product: 'mariadb', minimum: '10.6' } as const;
    const kind = (version: number[], product = 'mariadb'): ServerKind => ({
      dialect: 'mysql',
      product,
      version,
    });
    expect(fitOfAll([own], kind([10, 11]))).toBe('yes');
    expect(fitOfAll([own], kind([10, 5, 99]))).toBe('no');
    expect(fitOfAll([own], kind([11]))).toBe('yes');
    expect(fitOfAll([own], kind([10, 11], 'mysql'))).toBe('no');
  });

  it('is the first that may fit while the server was never seen', () => {
    expect(fitOfAll(statements, server(null))).toBe('unknown');
    expect(statementFor(statements, server(null))).toBe(statements[0]);
    const any = { dialect: 'postgresql', product: null, minimum: null } as const;
    expect(fitOfAll([any], server(null))).toBe('yes');
    expect(fitOfAll([any], { ...server(null), dialect: 'sqlite' })).toBe('no');
  });
});
