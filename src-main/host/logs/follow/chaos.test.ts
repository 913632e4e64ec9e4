import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChaosBed, type ChaosPlan } from '../../../../test/servers/log-chaos';
import { describeWith } from '../../../../test/servers/vitest';

/** One of each kind that needs no process of its own; `npm run soak -- logs` has thousands. */
const plans: ChaosPlan[] = [
  { seed: 101, fault: 'cut', rotation: 'rename', transport: 'exec' },
  { seed: 102, fault: 'hang', rotation: 'gz', transport: 'exec' },
  { seed: 103, fault: 'server-kill', rotation: 'copytruncate', transport: 'exec' },
  { seed: 104, fault: 'corrupt', rotation: 'truncate', transport: 'exec' },
  { seed: 105, fault: 'throttle', rotation: 'rename', transport: 'sftp' },
  { seed: 106, fault: 'delay', rotation: 'gz', transport: 'sftp' },
];

describeWith(['sshd'], 'a log that is followed through chaos', () => {
  let beds: ChaosBed[] = [];
  beforeAll(async () => {
    beds = await Promise.all([ChaosBed.start(), ChaosBed.start(), ChaosBed.start()]);
  });
  afterAll(() => Promise.all(beds.map((bed) => bed.stop())));

  it('loses and repeats nothing that a file still holds, and has a mark where something is gone', async () => {
    const lanes = beds.map(async (bed, lane) => {
      const failed: string[] = [];
      for (const plan of plans.filter((_, index) => index % beds.length === lane)) {
        const { verdict, events } = await bed.run(plan);
        if (verdict.is !== 'complete')
          failed.push(JSON.stringify({ plan, verdict, events: events.slice(-30) }));
      }
      return failed;
    });
    expect((await Promise.all(lanes)).flat()).toEqual([]);
  });
});
