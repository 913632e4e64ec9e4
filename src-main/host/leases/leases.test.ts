import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { LeaseStore } from './store';

describe('one owner per job', () => {
  let first: TestHost;
  let second: TestHost;
  beforeEach(async () => {
    first = await startTestHost();
    second = await startTestHost({ folder: first.folder, passphrase: first.passphrase });
  });
  afterEach(async () => {
    await second.close();
    await first.close();
  });
  const leases = (test: TestHost) => test.host.features().leases;

  it('gives a job to one process, and tells the other who has it and what it does', async () => {
    const lease = leases(first).tryTake('schedules', { next: 1 });
    expect(lease).not.toBeNull();
    expect(leases(second).tryTake('schedules')).toBeNull();
    expect(leases(first).tryTake('schedules')).toBeNull();
    lease?.publish({ next: 2 });
    await expect
      .poll(async () => (await second.client.leases.list({}))[0], { timeout: 20_000 })
      .toMatchObject({ name: 'schedules', mine: false, pid: process.pid, state: '{"next":2}' });
    expect(leases(first).holder('schedules')).toMatchObject({ mine: true });
  });

  it('hands a job on as soon as its owner gives it up', async () => {
    const lease = leases(first).tryTake('tail');
    const next = leases(second).take('tail', new AbortController().signal);
    lease?.release();
    expect((await next).name).toBe('tail');
    expect(leases(first).holder('tail')).toMatchObject({ mine: false });
  });

  it('hands a job on when its owner’s program closes', async () => {
    const third = await startTestHost({ folder: first.folder, passphrase: first.passphrase });
    expect(leases(third).tryTake('tail')).not.toBeNull();
    const next = leases(second).take('tail', new AbortController().signal);
    await third.close();
    expect((await next).name).toBe('tail');
  });

  it('takes a job over from an owner that says nothing any more, and tells that one it was lost', async () => {
    const lease = leases(first).tryTake('sync');
    // As if the owner had slept for a minute.
    const { folder, vault } = first.host.features().profile;
    const store = new LeaseStore(join(folder, 'leases.db'), vault.keys.store);
    const row = store.get('sync');
    store.renew('sync', row?.owner ?? '', Date.now() - 60_000, '{}');
    store.close();
    const taken = leases(second).tryTake('sync');
    expect(taken).not.toBeNull();
    await expect.poll(() => lease?.lost.aborted, { timeout: 20_000 }).toBe(true);
    lease?.release();
    expect(leases(second).holder('sync')).toMatchObject({ mine: true });
  });

  it('starts anew where its file is damaged', async () => {
    const third = await startTestHost();
    const { folder, passphrase } = third;
    await third.client.vault.lock({});
    writeFileSync(join(folder, 'leases.db'), 'no database at all');
    await third.client.vault.unlock({ passphrase });
    expect(leases(third).tryTake('sync')).not.toBeNull();
    await third.close();
  });

  it('leaves the line when it is told to', async () => {
    leases(first).tryTake('capture');
    const control = new AbortController();
    const waiting = leases(second).take('capture', control.signal);
    control.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'wire.cancelled' });
  });
});
