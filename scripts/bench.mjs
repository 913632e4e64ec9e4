// `npm run bench [-- NAME …]`: speed and memory against their targets, with a peer measured in the
// same run where there is one. Machines differ, so none of this is part of `npm test`; a missed
// target is printed and ends with exit code 1.
import { join } from 'node:path';
import { projectNode, root } from './node.mjs';
import { provision } from './provision.mjs';
import { runLoudly } from './run.mjs';

await provision();
const node = projectNode();
const built = await runLoudly(node, [join(root, 'scripts/build.mjs')]);
if (built !== 0) process.exit(built);
const names = process.argv.slice(2);
const chosen = names.length > 0 ? ['-t', `^(${names.join('|')})$`] : [];
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
process.exit(
  await runLoudly(
    node,
    [
      vitest,
      'run',
      '--config',
      'vitest.bench.config.mts',
      '--disable-console-intercept',
      ...chosen,
    ],
    { cwd: root },
  ),
);
