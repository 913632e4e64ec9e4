import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../../../scripts/node.mjs';
import { ChaosBed, faults, planOf, type ChaosResult } from '../../../../test/servers/log-chaos';
import { rotations } from '../../../../test/servers/log-writer';
import { describeWith } from '../../../../test/servers/vitest';

/** `npm run soak -- logs --runs N --seed S`. */
const runs = Number(process.env['SOAK_RUNS'] ?? 1000);
const firstSeed = Number(process.env['SOAK_SEED'] ?? 0);
/** Runs side by side: most of a run is waiting. */
const lanes = Number(process.env['SOAK_LANES'] ?? 4);

describeWith(['sshd'], 'logs that are followed through chaos', () => {
  let beds: ChaosBed[] = [];
  let program: string;
  beforeAll(async () => {
    execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), 'main'], { stdio: 'pipe' });
    // Of its own: somebody may build meanwhile.
    program = mkdtempSync(join(root, 'out', '.soak-'));
    cpSync(join(root, 'out', 'main'), program, { recursive: true });
    const start = () => ChaosBed.start(join(program, 'cli.cjs'));
    beds = await Promise.all(Array.from({ length: lanes }, start));
  });
  afterAll(async () => {
    await Promise.all(beds.map((bed) => bed.stop()));
    if (program) rmSync(program, { recursive: true });
  });

  it('lose and repeat nothing that a file still holds, and mark what is gone', async () => {
    const results: ChaosResult[] = [];
    let next = 0;
    const lane = async (bed: ChaosBed): Promise<void> => {
      while (next < runs) {
        const result = await bed.run(planOf(firstSeed + next++));
        results.push(result);
        if (result.verdict.is !== 'complete') console.log(describeFailure(result));
      }
    };
    await Promise.all(beds.map(lane));
    for (const fault of faults)
      for (const rotation of rotations) {
        const of = results.filter(({ plan }) => plan.fault === fault && plan.rotation === rotation);
        if (of.length > 0) console.log(summary(`${fault} × ${rotation}`, of));
      }
    console.log(summary('all', results));
    expect(results.filter(({ verdict }) => verdict.is !== 'complete').map(describeFailure)).toEqual(
      [],
    );
  });
});

function summary(name: string, of: readonly ChaosResult[]): string {
  const complete = of.flatMap(({ verdict }) => (verdict.is === 'complete' ? [verdict] : []));
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const megabytes = sum(of.map(({ bytes }) => bytes)) / 1e6;
  const lost = sum(complete.map((verdict) => verdict.lost));
  const gaps = sum(complete.map((verdict) => verdict.gaps));
  return (
    `${name.padEnd(28)} ${of.length} runs, ${of.length - complete.length} failed, ` +
    `${megabytes.toFixed(1)} MB, ${lost} bytes that no file held, ${gaps} gaps marked`
  );
}

function describeFailure({ plan, verdict, events }: ChaosResult): string {
  const { seed, fault, rotation, transport } = plan;
  const again = `npm run soak -- logs --runs 1 --seed ${seed}`;
  const last = events.slice(-40).join('\n  ');
  return `${fault} × ${rotation} over ${transport}: ${JSON.stringify(verdict)}\n  ${again}\n  ${last}`;
}
