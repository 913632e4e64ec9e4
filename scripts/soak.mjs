/** `npm run soak`: the long forms of the tests, in files named `*.soak.ts`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode, root } from './node.mjs';
import { provision } from './provision.mjs';
import { runLoudly } from './run.mjs';

await provision();
const files = ['src-main', 'src-renderer', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.soak.ts'))
    .map((file) => `${folder}/${file}`),
);
if (files.length === 0) {
  console.log('soak: there are no *.soak.ts files yet');
} else {
  process.exitCode = await runLoudly(
    projectNode(),
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.soak.config.mts'],
    { cwd: root },
  );
}
