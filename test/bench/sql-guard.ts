import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { dialects } from '../../src-main/contract/dialects';
import { judge } from '../../src-main/host/queries/guard/index';
import { labelled } from '../../src-main/host/queries/guard/lists/labelled';
import { readQueryPacks } from '../../src-main/host/queries/packs/read';
import { percentile, type Bench, type Figure } from './figures';

/** Each statement is judged so often; the first round warms up and does not count. */
const rounds = 6;

/** The guard's word on each labelled, honest, attacking and shipped statement, as while typing. */
export const sqlGuard: Bench = async () => {
  const shipped = (await readQueryPacks(join(root, 'resources'))).flatMap(
    (pack) => pack.statements,
  );
  const figures: Figure[] = [];
  for (const dialect of dialects) {
    const statements = [
      ...labelled(dialect),
      ...labelled(`honest-${dialect}`),
      ...labelled(`attack-${dialect}`),
      ...shipped.filter((one) => one.dialect === dialect),
    ].map(({ sql }) => sql);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const sql of statements) {
        const started = performance.now();
        await judge(dialect, sql);
        if (round > 0) times.push(performance.now() - started);
      }
    }
    figures.push({
      name: `classify ${dialect}, ${statements.length} statements, p95`,
      value: percentile(times, 0.95),
      unit: 'ms',
      target: 2,
      better: 'less',
    });
  }
  return figures;
};
