/**
 * `npm run soak [-- NAME] [--runs N] [--seed S]`: the long forms of the tests, in files named
 * `*.soak.ts`; NAME chooses those whose path has it. What a run is and what follows from a seed
 * is said in the file.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectNode, root } from './node.mjs';
import { provision } from './provision.mjs';
import { runLoudly } from './run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seed: { type: 'string' }, lanes: { type: 'string' } },
});
await provision();
const files = ['src-main', 'src-renderer', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.soak.ts'))
    .map((file) => `${folder}/${file}`),
);
const chosen = files.filter((file) => positionals.every((name) => file.includes(name)));
const environment = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [`SOAK_${name.toUpperCase()}`, value]),
);
if (chosen.length === 0) {
  console.error(`soak: no file matches ${positionals.join(' ')}; there are\n${files.join('\n')}`);
  process.exitCode = 1;
} else {
  process.exitCode = await runLoudly(
    projectNode(),
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'vitest.soak.config.mts',
      ...chosen,
      '--disable-console-intercept',
    ],
    { cwd: root, env: { ...process.env, ...environment } },
  );
}
