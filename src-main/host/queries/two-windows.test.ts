/** Two processes on one profile, as two windows are. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { otherWindows, type OtherWindow, type Windows } from '../../../test/servers/other-window';
import { startPostgres, type PostgresServer } from '../../../test/servers/postgres';
import { endless, endlessRows, QueryBed, until } from '../../../test/servers/query-bed';
import { describeWith } from '../../../test/servers/vitest';

describeWith(['postgres'], 'two windows on one profile', () => {
  let server: PostgresServer;
  let windows: Windows;
  let bed: QueryBed;
  let other: OtherWindow;
  beforeAll(async () => {
    server = await startPostgres();
    windows = await otherWindows();
  });
  afterAll(async () => {
    windows?.remove();
    await server?.stop();
  });
  beforeEach(async () => {
    bed = await QueryBed.start(server);
    other = await windows.open(bed.at);
  });
  afterEach(async () => {
    await other?.kill();
    await bed?.at.close();
  });
  const inUse = () => ({ code: 'queries.other-window', params: { pid: other.pid } });
  const state = async (id: string) => (await bed.states()).find((each) => each.id === id);
  /** Starts rows without end in the other window, and waits until some are kept. */
  async function fillThere(): Promise<string> {
    const { endpointId } = bed;
    const run = { endpointId, sql: endlessRows, maxRows: 10_000_000 };
    const { id } = await other.call('queries', 'run', run);
    await until(async () => ((await state(id))?.rows ?? 0) > 1000);
    return id;
  }

  it('name and pin a result that the other one fills, and leave it to it', async () => {
    const { client } = bed;
    const id = await fillThere();
    await client.queries.renameResult({ id, title: 'before the change' });
    await client.queries.pinResult({ id, pinned: true });
    await expect(client.queries.discard({ id })).rejects.toMatchObject(inUse());
    await expect(client.queries.cancel({ id })).rejects.toMatchObject(inUse());
    // What it writes next does not take that back.
    const { rows = 0 } = (await state(id)) ?? {};
    await until(async () => ((await state(id))?.rows ?? 0) > rows);
    expect(await state(id)).toMatchObject({ state: 'running', title: 'before the change', pinned: true }); // prettier-ignore
    const followed = bed.ended(id);
    await other.call('queries', 'cancel', { id });
    const ended = await followed;
    expect(ended).toMatchObject({ state: 'cancelled', title: 'before the change', pinned: true });
    expect(await bed.rows(id, ended.rows - 1, 1)).toHaveLength(1);
    await client.queries.discard({ id });
    expect(await state(id)).toBeUndefined();
  });

  it('keep what the other one had when it was killed', async () => {
    const id = await fillThere();
    await bed.client.queries.pinResult({ id, pinned: true });
    const followed = bed.ended(id);
    await other.kill();
    const ended = await followed;
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'sql.interrupted' }, pinned: true }); // prettier-ignore
    expect(ended.server).toMatch(/PostgreSQL/);
    expect(ended.rows).toBeGreaterThan(1000);
    expect(await bed.rows(id, ended.rows - 1, 1)).toHaveLength(1);
    // The history, which that process could not write any more, says the same.
    const { statements } = await bed.client.queries.history({});
    const { state: over, rows, error } = ended;
    expect(statements[0]).toMatchObject({ resultId: id, state: over, rows, error });
  });

  it('see a run on several systems of the other one, and its end when that was killed', async () => {
    const { client } = bed;
    const endpointIds = [bed.endpointId, await bed.endpoint()];
    const order = { what: { kind: 'sql' as const, sql: endless }, endpointIds };
    const { id } = await other.call('queries', 'runOn', order);
    const group = async () => (await client.queries.groups({})).find((each) => each.id === id);
    await until(async () => ((await group())?.members ?? []).every((one) => one.state === 'running')); // prettier-ignore
    expect(await group()).toMatchObject({ running: true });
    await expect(client.queries.cancelGroup({ id })).rejects.toMatchObject(inUse());
    await other.kill();
    expect(await group()).toMatchObject({
      running: false,
      members: [{ state: 'cancelled' }, { state: 'cancelled' }],
    });
  });
});
