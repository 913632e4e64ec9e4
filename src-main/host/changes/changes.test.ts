import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { changeLacks, type ChangeStatement, type ChangeTarget } from '../../contract/changes';

const production: ChangeTarget = { name: 'nc-db-01', environment: 'production' };
const other: ChangeTarget = { name: 'nc-test', environment: 'test' };
const nothing: ChangeStatement = { reason: '', changeId: '', typedNames: [] };

describe('the change gate', () => {
  let test: TestHost;
  beforeEach(async () => {
    test = await startTestHost();
  });
  afterEach(() => test.close());
  const gate = () => test.host.features().changes;

  it('wants a reason everywhere, and on production every host’s name typed', () => {
    expect(changeLacks([production, other], nothing, false)).toEqual([
      { kind: 'reason' },
      { kind: 'name', name: 'nc-db-01' },
    ]);
    const stated = { ...nothing, reason: 'disk full', typedNames: [' nc-db-01 '] };
    expect(changeLacks([production, other], stated, false)).toEqual([]);
    expect(changeLacks([production], { ...stated, typedNames: ['NC-DB-01'] }, false)).toEqual([
      { kind: 'name', name: 'nc-db-01' },
    ]);
  });

  it('takes a change number where nobody can type', () => {
    const unattended = { statement: undefined, unattended: true };
    expect(() =>
      gate().permit({ action: 'clean up', targets: [production], ...unattended }),
    ).toThrow(expect.objectContaining({ code: 'change.required' }) as Error);
    const statement = { ...nothing, changeId: 'CHG-0031' };
    const permit = gate().permit({
      action: 'clean up',
      targets: [production],
      statement,
      unattended: true,
    });
    expect(permit).toMatchObject({ changeId: 'CHG-0031', targets: [production] });
  });

  it('refuses by what is missing first, and writes both answers down', async () => {
    const ask = (statement: ChangeStatement) =>
      gate().permit({ action: 'restart', targets: [production], statement, unattended: false });
    const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;
    expect(() => ask(nothing)).toThrow(code('change.reason-missing'));
    expect(() => ask({ ...nothing, reason: 'hangs' })).toThrow(code('change.name-not-typed'));
    const permit = ask({ ...nothing, reason: 'hangs', typedNames: ['nc-db-01'] });
    expect(await test.client.changes.permits({})).toEqual([permit]);
    const { entries } = await test.client.audit.list({});
    expect(entries.map(({ kind, target }) => [kind, target])).toEqual([
      ['change-permitted', 'nc-db-01'],
      ['change-refused', 'nc-db-01'],
      ['change-refused', 'nc-db-01'],
    ]);
  });
});
