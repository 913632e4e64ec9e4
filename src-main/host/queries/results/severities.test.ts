import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Row } from '../../../contract/query-results';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { columnOf, keepRows } from '../../../../test/servers/results';

let at: TestHost;
beforeAll(async () => {
  at = await startTestHost();
});
afterAll(() => at.close());

it('the worst of a kept result is known by the thresholds it ran with', async () => {
  const { results } = at.host.features().queries;
  const keep = (rows: Row[]) =>
    keepRows(results, [columnOf('waits', 'integer')], rows, {}, [
      { column: 'waits', is: '>=', value: 10, level: 'warning' },
      { column: 'waits', is: '>=', value: 60, level: 'critical' },
    ]);
  const ids = await Promise.all([keep([['1'], ['12']]), keep([['99'], ['0']]), keep([['1']])]);
  const { queries } = at.client;
  const told = await queries.severities({ ids: [...ids, crypto.randomUUID()] });
  expect(told.map(({ level }) => level)).toEqual(['warning', 'critical', null]);
  // Evidence and its report say the same.
  const made = await at.client.cases.create({ title: 'Waits', priority: 'P3' });
  const source = { kind: 'result' as const, resultId: ids[1], rows: null };
  const evidence = await at.client.cases.addEvidence({ caseId: made.id, source });
  const { content } = await at.client.cases.evidence({ id: evidence.id });
  expect(content).toMatchObject({ severities: [{ level: 'critical', columns: [0] }, null] });
  const { reports } = at.host.features().cases;
  const [html, markdown] = ['html', 'md'].map((format) => reports.export(made.id, format, 'en'));
  expect(html?.text).toContain(
    '<tr><td class="critical">critical</td><td class="critical">99</td></tr>',
  );
  expect(markdown?.text).toContain('| critical | 99 |');
  expect(markdown?.text).toContain('|  | 0 |');
  await queries.discard({ id: ids[1] });
  expect(await queries.severities({ ids })).toHaveLength(2);
});
