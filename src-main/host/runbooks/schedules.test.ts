import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSshServer, type SshServer } from '../../../test/servers/index';
import { RunBed, shellStep } from '../../../test/servers/run-bed';
import { startTestHost } from '../../../test/servers/host';
import { describeWith } from '../../../test/servers/vitest';
import type { Schedule } from '../../contract/runbooks';
import { nextTime, timesBetween } from './schedule-time';
import { RunbooksService } from './service';

const minute = 60_000;
const hour = 60 * minute;

describe('times of a schedule', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
  const daily = (time: string, weekdays = [0, 1, 2, 3, 4, 5, 6]): Schedule['when'] => ({
    kind: 'daily',
    time,
    weekdays,
  });
  const times = (when: Schedule['when'], from: string, count: number): string[] => {
    const found: string[] = [];
    let at = Date.parse(from);
    for (let index = 0; index < count; index += 1) {
      at = nextTime(when, at, at);
      found.push(new Date(at).toISOString().slice(0, 16));
    }
    return found;
  };

  it('are one a day where the clock is put forward, and where an hour comes twice', () => {
    process.env['TZ'] = 'Europe/Berlin';
    // 2026-03-29: 02:00 becomes 03:00; 02:30 is not there and 03:30 stands for it.
    expect(times(daily('02:30'), '2026-03-27T12:00:00Z', 3)).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ]);
    // 2026-10-25: 03:00 becomes 02:00; 02:30 comes twice and counts once.
    expect(times(daily('02:30'), '2026-10-23T12:00:00Z', 3)).toEqual([
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    process.env['TZ'] = 'America/Santiago';
    // 2026-09-06: midnight itself is skipped.
    expect(times(daily('00:00', [0]), '2026-08-31T12:00:00Z', 2)).toEqual([
      '2026-09-06T04:00',
      '2026-09-13T03:00',
    ]);
  });

  it('are on the chosen weekdays of this device’s calendar', () => {
    process.env['TZ'] = 'Asia/Shanghai';
    // 2026-11-22 is a Sunday; 07:00 in Shanghai is still Saturday in UTC.
    expect(times(daily('07:00', [1]), '2026-11-22T00:00:00Z', 2)).toEqual([
      '2026-11-22T23:00',
      '2026-11-29T23:00',
    ]);
    const friday = Date.parse('2026-11-27T00:00:00Z');
    expect(nextTime(daily('08:00', [5]), friday, friday)).toBe(friday + 7 * 24 * hour);
  });

  it('keep their distance from the first one, whenever they are looked at', () => {
    const every: Schedule['when'] = { kind: 'every', minutes: 15 };
    expect(nextTime(every, 1000, null)).toBe(1000 + 15 * minute);
    expect(nextTime(every, 50 * minute, 0)).toBe(60 * minute);
    expect(nextTime(every, 60 * minute, 0)).toBe(75 * minute);
    expect(timesBetween(every, 15 * minute, 50 * minute, 2)).toEqual([30 * minute, 45 * minute]);
    // A year of minutes is not walked through one by one.
    expect(timesBetween({ kind: 'every', minutes: 1 }, 0, 365 * 24 * hour, 20)).toHaveLength(20);
  });
});

describeWith(['sshd'], 'schedules', () => {
  let server: SshServer;
  let bed: RunBed;
  let host: string;
  let service: RunbooksService;
  let now: number;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    bed = await RunBed.start();
    host = await bed.host(server);
    now = Date.parse('2026-11-22T12:00:00Z');
    service = withClock(bed);
  });
  afterEach(async () => {
    await service.dispose();
    await bed.at.close();
  });

  /** The feature with the test's own time; its clock is moved by hand. */
  function withClock({ at }: RunBed): RunbooksService {
    const features = at.host.features();
    const { profile, audit, changes, leases, ssh, queries, systems, secrets } = features;
    return new RunbooksService({
      profile,
      audit,
      changes,
      leases,
      ssh,
      queries,
      events: at.host.events,
      tasks: at.host.tasks,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      resources: 'nowhere',
      version: '0',
      mayRunSchedules: false,
      now: () => now,
      place: (id) => systems.place(id),
      endpoint: (id) => systems.endpoint(id),
      endpointsOf: () => [],
      reveal: (name) => secrets.reveal(name),
    });
  }

  const quarter = { kind: 'every', minutes: 15 } as const;
  const save = (runbookId: string, more = {}) =>
    service.saveSchedule({ runbookId, endpointIds: [host], when: quarter, ...more });
  const ended = async (count: number) => {
    const states = () => service.runsOf(null).map(({ state }) => state);
    await expect.poll(states, { timeout: 20_000 }).toEqual(Array(count).fill('done'));
  };

  it('run when they are due, once, and keep their history', async () => {
    const id = await bed.keep(shellStep('echo x'));
    const { schedule, nextAt } = save(id);
    expect(nextAt).toBe(now + 15 * minute);
    service.scheduler.tick();
    expect(service.runsOf(id)).toEqual([]);
    now += 15 * minute;
    service.scheduler.tick();
    service.scheduler.tick();
    await ended(1);
    now += 15 * minute;
    service.scheduler.tick();
    await ended(2);
    expect(service.runsOf(id)).toMatchObject([
      { startedBy: 'schedule', scheduleId: schedule.id },
      { startedBy: 'schedule', scheduleId: schedule.id },
    ]);
    expect(service.schedules()).toMatchObject([
      { nextAt: now + 15 * minute, lastRun: { state: 'done' }, missed: [], overlapped: [] },
    ]);
  });

  it('say what they missed while nothing was open, and do not make up for it', async () => {
    const id = await bed.keep(shellStep('echo x'));
    const { schedule } = save(id);
    const saved = now;
    now += 50 * minute;
    service.scheduler.tick();
    expect(service.runsOf(id)).toEqual([]);
    const [state] = service.schedules();
    expect(state?.missed).toEqual([15, 30, 45].map((later) => saved + later * minute));
    expect(state?.nextAt).toBe(saved + 60 * minute);
    expect(bed.at.events).toContainEqual(
      expect.objectContaining({ type: 'notice', code: 'runbooks.missed' }) as unknown,
    );
    service.seeMissed(schedule.id);
    expect(service.schedules()[0]?.missed).toEqual([]);
    // A minute late is late, not missed.
    now = saved + 61 * minute;
    service.scheduler.tick();
    await ended(1);
  });

  it('skip a time while the run before goes on', async () => {
    const id = await bed.keep(shellStep('sleep 600'));
    save(id);
    now += 15 * minute;
    service.scheduler.tick();
    now += 15 * minute;
    service.scheduler.tick();
    const [state] = service.schedules();
    expect(state).toMatchObject({ overlapped: [now], lastRun: { state: 'running' } });
    expect(service.runsOf(id)).toHaveLength(1);
  });

  it('do not wait for a time that a wrong clock gave them', async () => {
    const id = await bed.keep(shellStep('echo x'));
    const right = now;
    now += 365 * 24 * hour;
    save(id);
    now = right;
    service.scheduler.tick();
    expect(service.schedules()[0]?.nextAt).toBe(right + 15 * minute);
    // Set back by a moment only, it does not run twice.
    now += 15 * minute;
    service.scheduler.tick();
    await ended(1);
    now -= minute;
    service.scheduler.tick();
    now += minute;
    service.scheduler.tick();
    expect(service.runsOf(id)).toHaveLength(1);
    expect(service.schedules()[0]?.nextAt).toBe(right + 30 * minute);
  });

  it('change nothing without a change number, and say why they could not start', async () => {
    const id = await bed.keep(shellStep('true', '    class: changes-state\n'));
    expect(() => save(id)).toThrow(
      expect.objectContaining({ code: 'runbooks.schedule-changes' }) as Error,
    );
    save(id, { changeId: 'CHG-9' });
    now += 15 * minute;
    service.scheduler.tick();
    await ended(1);
    expect(service.runsOf(id)[0]).toMatchObject({ changeId: 'CHG-9' });
    await bed.client.runbooks.remove({ id });
    now += 15 * minute;
    service.scheduler.tick();
    expect(service.schedules()[0]?.error).toMatchObject({ code: 'runbooks.not-found' });
  });
});

describe('the owner of schedules', () => {
  it('is one process that stays open; another takes over when it ends', async () => {
    const command = await startTestHost();
    const { folder } = command;
    const open = () => startTestHost({ folder, face: 'browser' });
    const first = await open();
    const second = await open();
    const owners = () =>
      [command, first, second].map(({ host }) => host.features().runbooks.scheduler.ownedHere);
    await expect.poll(() => owners().filter(Boolean).length, { timeout: 20_000 }).toBe(1);
    expect(owners()[0]).toBe(false);
    const [owner, other] = owners()[1] ? [first, second] : [second, first];
    await owner.close();
    await expect
      .poll(() => other.host.features().runbooks.scheduler.ownedHere, { timeout: 20_000 })
      .toBe(true);
    await other.close();
    await command.close();
  });
});
