/**
 * Every gate that needs no running program: oxlint with types, the owners of tables, format,
 * and the compiler over all projects. All run, also after one has failed.
 */
import { join } from 'node:path';
import { findTableViolations } from './check-tables.mjs';
import { projectNode, root } from './node.mjs';
import { runLoudly } from './run.mjs';

/** Named, because a bare run would lint what the build has made, too. */
const folders = ['src-main', 'src-renderer', 'test', 'scripts'];

function runTool(path, args) {
  return runLoudly(projectNode(), [join('node_modules', path), ...args], { cwd: root });
}

const gates = [
  {
    name: 'oxlint',
    run: () => runTool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', ...folders]),
  },
  {
    name: 'tables',
    run: () => {
      const violations = findTableViolations(root);
      for (const violation of violations) console.log(violation);
      return violations.length;
    },
  },
  {
    name: 'format',
    run: () => runTool('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  },
  { name: 'types', run: () => runTool('typescript/bin/tsc', ['-b']) },
];

const failed = [];
for (const gate of gates) {
  const code = await gate.run();
  console.log(`lint: ${gate.name} ${code === 0 ? 'passed' : 'FAILED'}`);
  if (code !== 0) failed.push(gate.name);
}
process.exitCode = failed.length === 0 ? 0 : 1;
