import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChaosBed, type ChaosPlan } from '../../../../test/servers/log-chaos';
import { describeWith } from '../../../../test/servers/vitest';

const rounds = 4;
/** One of each kind that needs no process of its own; `npm run soak -- logs` has thousands. */
const plans: ChaosPlan[] = [
  { seed: 101, fault: 'cut', rotation: 'rename', transport: 'exec', rounds },
  { seed: 102, fault: 'hang', rotation: 'gz', transport: 'exec', rounds },
  { seed: 103, fault: 'server-kill', rotation: 'copytruncate', transport: 'exec', rounds },
  { seed: 104, fault: 'corrupt', rotation: 'truncate', transport: 'exec', rounds },
  { seed: 105, fault: 'throttle', rotation: 'rename', transport: 'sftp', rounds },
  { seed: 106, fault: 'delay', rotation: 'gz', transport: 'sftp', rounds },
];

describeWith(['sshd'], 'a log that is followed through chaos', () => {
  let beds: ChaosBed[] = [];
  beforeAll(async () => {
    beds = await Promise.all(plans.map(() => ChaosBed.start()));
  });
  afterAll(() => Promise.all(beds.map((bed) => bed.stop())));

  it('loses and repeats nothing that a file still holds, and has a mark where something is gone', async () => {
    const runs = plans.map(async (plan, index) => {
      const { verdict, events } = await beds[index]!.run(plan);
      const told = events.slice(-30);
      return verdict.is === 'complete' ? [] : [JSON.stringify({ plan, verdict, told })];
    });
    expect((await Promise.all(runs)).flat()).toEqual([]);
  });
});
