/** `npm run pictures`: builds, and takes the pictures of every page in docs/pictures anew. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode, root } from './node.mjs';
import { runLoudly } from './run.mjs';

const built = await runLoudly(process.execPath, ['scripts/build.mjs'], { cwd: root });
if (built !== 0) process.exit(built);
rmSync(join(root, 'docs', 'pictures'), { recursive: true, force: true });
process.exitCode = await runLoudly(
  projectNode(),
  ['node_modules/@playwright/test/cli.js', 'test', '--config', 'test/e2e/pictures'],
  { cwd: root },
);
