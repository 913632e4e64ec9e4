import { describe, expect, it } from 'vitest';
import { CalledNames, candidatesOf } from './shadow';

describe('names of a statement for Oracle', () => {
  it('asks what names would have to be for something to be called', () => {
    const short = (name: string) =>
      candidatesOf([name]).map(({ owner, name: last, kinds, ofOracle }) => [owner, last, kinds.join(), ofOracle]); // prettier-ignore
    expect(short('PAYROLL')).toEqual([[null, 'PAYROLL', 'FUNCTION', false]]);
    expect(short('PKG.F')).toEqual([[null, 'PKG', 'PACKAGE,TYPE', false], ['PKG', 'F', 'FUNCTION', false]]); // prettier-ignore
    expect(short('HR.PKG.F')).toEqual([[null, 'HR', 'PACKAGE,TYPE', false], ['HR', 'PKG', 'PACKAGE,TYPE', false]]); // prettier-ignore
    expect(short('"a.b".F')).toEqual([[null, 'a.b', 'PACKAGE,TYPE', false], ['a.b', 'F', 'FUNCTION', false]]); // prettier-ignore
    expect(short('DBMS_LOB.SUBSTR')[0]).toEqual([null, 'DBMS_LOB', 'PACKAGE,TYPE', true]);
  });

  /** A catalog as ALL_OBJECTS, ALL_USERS and ALL_SYNONYMS tell it, for the binds that come. */
  function catalog(
    objects: readonly [owner: string, name: string, kind: string][],
    synonyms: readonly [owner: string, name: string, to: string | null, target: string, link: string | null][] = [], // prettier-ignore
  ) {
    const asked: { text: string; values: readonly (string | null)[] }[] = [];
    const ask = (
      text: string,
      values: readonly (string | null)[] = [],
    ): Promise<(string | null)[][]> => {
      asked.push({ text, values });
      expect(values).toHaveLength(text.match(/:\d+/g)?.length ?? 0);
      const has = (value: string | null): boolean => values.includes(value);
      const near = (owner: string): boolean => owner === 'ME' || owner === 'PUBLIC' || has(owner);
      const current = (owner: string): string => (owner === 'ME' ? '1' : '0');
      if (text.includes('all_synonyms'))
        return Promise.resolve(synonyms.filter(([owner, name]) => near(owner) && has(name)).map(([owner, name, ...rest]) => [owner, name, ...rest, current(owner)])); // prettier-ignore
      // Private synonyms of others are not among the objects.
      const seen = [...objects, ...synonyms.filter(([owner]) => owner === 'ME' || owner === 'PUBLIC').map(([owner, name]) => [owner, name, 'SYNONYM'] as const)]; // prettier-ignore
      const found: (string | null)[][] = seen.filter(([owner, name]) => near(owner) && has(name)).map(([owner, name, kind]) => [owner, name, kind, current(owner)]); // prettier-ignore
      if (has('HR')) found.push(['HR', '-', 'SCHEMA', '0']);
      return Promise.resolve(found);
    };
    return { asked, names: new CalledNames(ask) };
  }
  const used = (...names: string[]) => ({ names: new Set(names), relations: new Set<string>(['t']) }); // prettier-ignore

  it.each([
    ['a function of the schema', ['PAY'], [['ME', 'PAY', 'FUNCTION']], [], 'ME.PAY'],
    ['a package', ['PKG.F'], [['ME', 'PKG', 'PACKAGE']], [], 'ME.PKG'],
    ['a function of another schema', ['HR.PAY'], [['HR', 'PAY', 'FUNCTION']], [], 'HR.PAY'],
    ['a public synonym', ['PAY'], [['HR', 'PAY', 'FUNCTION']], [['PUBLIC', 'PAY', 'HR', 'PAY', null]], 'HR.PAY'], // prettier-ignore
    ['a private synonym of another schema', ['HR.SYN.F'], [['X', 'PKG', 'PACKAGE']], [['HR', 'SYN', 'X', 'PKG', null]], 'X.PKG'], // prettier-ignore
    ['a function behind one', ['HR.SYN'], [['X', 'F', 'FUNCTION']], [['HR', 'SYN', 'X', 'F', null]], 'X.F'], // prettier-ignore
    ['a synonym of a synonym', ['PAY'], [['X', 'F', 'FUNCTION']], [['ME', 'PAY', 'PUBLIC', 'SECOND', null], ['PUBLIC', 'SECOND', 'X', 'F', null]], 'X.F'], // prettier-ignore
    ['a synonym of another server', ['PAY'], [], [['ME', 'PAY', null, 'F', 'ERP']], 'ME.PAY'],
    ['a synonym without an end', ['PAY'], [], [['ME', 'PAY', 'ME', 'PAY', null]], 'PAY'],
    ["Oracle's package, another function", ['DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER'], [['SYS', 'DBMS_FLASHBACK', 'PACKAGE']], [['PUBLIC', 'DBMS_FLASHBACK', 'SYS', 'DBMS_FLASHBACK', null]], 'SYS.DBMS_FLASHBACK'], // prettier-ignore
    ['a package in place of Oracle’s', ['DBMS_LOB.SUBSTR'], [['ME', 'DBMS_LOB', 'PACKAGE']], [], 'ME.DBMS_LOB'], // prettier-ignore
  ] as const)('refuses %s', async (_name, names, objects, synonyms, name) => {
    const refused = catalog(objects as never, synonyms as never).names.refuse(used(...names));
    await expect(refused).rejects.toMatchObject({ code: 'sql.refused', params: { reason: 'shadowed-function', name } }); // prettier-ignore
  });

  it('lets pass what calls nothing, and asks once on a connection', async () => {
    const { asked, names } = catalog(
      [['SYS', 'DBMS_LOB', 'PACKAGE'], ['X', 'ID', 'FUNCTION']], // prettier-ignore
      [['PUBLIC', 'DBMS_LOB', 'SYS', 'DBMS_LOB', null], ['ME', 'T', null, 'T', 'ERP']], // prettier-ignore
    );
    const columns = Array.from({ length: 70 }, (_, index) => `T.C${index}`);
    const all = used('ID', 'NAME', 'DBMS_LOB.SUBSTR', ...columns);
    await names.refuse(all);
    const texts = asked.map(({ text }) => text);
    // Lists of binds have few lengths, so that the server parses few statements.
    expect(texts.length).toBeGreaterThan(2);
    const lists = texts.flatMap((text) => text.match(/_name IN \([^)]*/g) ?? []);
    for (const list of lists) expect([4, 16, 64]).toContain(list.match(/:/g)?.length);
    expect(texts.join()).not.toMatch(/INSTR|LIKE/);
    const before = asked.length;
    await names.refuse(all);
    expect(asked).toHaveLength(before);
  });
});
