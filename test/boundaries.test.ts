/**
 * The gates of `npm run lint` are themselves under test: a breach of each dependency rule is
 * planted in a copy of the project's skeleton, and the gate must name it.
 */
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTableViolations } from '../scripts/check-tables.mjs';
import { root } from '../scripts/node.mjs';

interface Plant {
  /** What is wrong with it. */
  breach: string;
  file: string;
  content: string;
  /** What oxlint must say about the file; undefined where only the compiler speaks. */
  lint?: string;
  /** The compiler must refuse the file, too. */
  compiler?: boolean;
}

const thing = 'export const thing = 1;\n';
const passes = (path: string) => `export { thing } from '${path}';\n`;

/** A skeleton that keeps all rules: something to import in each place. */
const skeleton: Record<string, string> = {
  'src-main/contract/cases.ts': "import { z } from 'zod';\nexport const thing = z.string();\n",
  'src-main/contract/index.ts': passes('./cases'),
  'src-main/kit/thing.ts': thing,
  'src-main/kit/ids.ts': passes('../contract/cases'),
  'src-main/host/index.ts': passes('./cases'),
  'src-main/host/cases/index.ts': passes('./service'),
  'src-main/host/cases/service.ts': passes('../logs/index'),
  'src-main/host/cases/store.ts': 'export const sql = `SELECT id FROM note`;\n',
  'src-main/host/logs/index.ts': passes('../../kit/thing'),
  'src-main/host/logs/inside.ts': thing,
  'src-main/host/migrations/0001-first.ts':
    'export const sql = `CREATE TABLE note (id TEXT) STRICT`;\n',
  'src-main/demo/index.ts': thing,
  'src-main/serve/index.ts': passes('../host/index'),
  'src-main/serve/inside.ts': thing,
  'src-main/shell/main.ts': passes('../serve/index'),
  'src-main/cli/main.ts': passes('../demo/index'),
  'src-renderer/ui/Button.tsx': thing,
  'src-renderer/features/cases/index.ts': passes('../logs'),
  'src-renderer/features/cases/View.tsx': passes('../../ui/Button'),
  'src-renderer/features/logs/index.ts': passes('../../../src-main/contract/cases'),
  'src-renderer/features/logs/inside.tsx': thing,
  'src-renderer/app/App.tsx': passes('../features/cases/index'),
  'test/all.test.ts': passes('../src-main/host/logs/inside'),
};

const plants: Plant[] = [
  {
    breach: 'rule 1: contract imports kit',
    file: 'src-main/contract/plant-1a.ts',
    content: passes('../kit/thing'),
    lint: 'Rule 1',
    compiler: true,
  },
  {
    breach: 'rule 1: contract does I/O',
    file: 'src-main/contract/plant-1b.ts',
    content: "import { readFileSync } from 'node:fs';\nexport const used = readFileSync;\n",
    lint: 'Rule 1',
  },
  {
    breach: 'rule 2: kit imports host',
    file: 'src-main/kit/plant-2.ts',
    content: passes('../host/index'),
    lint: 'Rule 2',
    compiler: true,
  },
  {
    breach: 'rule 3: host imports electron',
    file: 'src-main/host/cases/plant-3a.ts',
    content: "import { app } from 'electron';\nexport const used = app;\n",
    lint: 'Rule 3',
  },
  {
    breach: 'rule 3: host imports a face',
    file: 'src-main/host/cases/plant-3b.ts',
    content: passes('../../shell/main'),
    lint: 'Rule 3',
    compiler: true,
  },
  {
    breach: "rule 4: a host feature reaches into another's inside",
    file: 'src-main/host/cases/plant-4a.ts',
    content: passes('../logs/inside'),
    lint: 'Rule 4',
  },
  {
    breach: "rule 4: a nested file reaches into another feature's inside, dynamically",
    file: 'src-main/host/cases/nested/plant-4b.ts',
    content: "export const used = () => import('../../logs/inside');\n",
    lint: 'Rule 4',
  },
  {
    breach: "rule 4: the composition root reaches into a feature's inside",
    file: 'src-main/host/plant-4c.ts',
    content: passes('./logs/inside'),
    lint: 'Rule 4',
  },
  {
    breach: 'rule 4: a cycle',
    file: 'src-main/host/cases/plant-4d.ts',
    content: "import type { Back } from './plant-4e';\nexport type Forth = Back;\n",
    lint: 'Dependency cycle',
  },
  {
    breach: 'rule 4: the other half of the cycle',
    file: 'src-main/host/cases/plant-4e.ts',
    content: "import type { Forth } from './plant-4d';\nexport type Back = Forth[];\n",
    lint: 'Dependency cycle',
  },
  {
    breach: "rule 5: shell imports the host's inside",
    file: 'src-main/shell/plant-5a.ts',
    content: passes('../host/cases/index'),
    lint: 'Rule 5',
  },
  {
    breach: 'rule 5: serve imports cli',
    file: 'src-main/serve/plant-5b.ts',
    content: passes('../cli/main'),
    lint: 'Rule 5',
    compiler: true,
  },
  {
    breach: 'rule 5: demo imports serve',
    file: 'src-main/demo/plant-5c.ts',
    content: passes('../serve/index'),
    lint: 'Rule 5',
    compiler: true,
  },
  {
    breach: "rule 5: cli imports another face's inside",
    file: 'src-main/cli/plant-5d.ts',
    content: passes('../serve/inside'),
    lint: 'Rule 5',
  },
  {
    breach: 'rule 5: serve imports electron',
    file: 'src-main/serve/plant-5e.ts',
    content: "import { app } from 'electron';\nexport const used = app;\n",
    lint: 'Rule 3',
  },
  {
    breach: 'rule 6: hub imports host',
    file: 'src-main/hub/plant-6.ts',
    content: passes('../host/index'),
    lint: 'Rule 6',
  },
  {
    breach: 'rule 7: the renderer imports kit',
    file: 'src-renderer/features/cases/plant-7a.ts',
    content: passes('../../../src-main/kit/thing'),
    lint: 'Rule 7',
    compiler: true,
  },
  {
    breach: 'rule 7: the renderer imports node',
    file: 'src-renderer/app/plant-7b.ts',
    content: "import { readFileSync } from 'node:fs';\nexport const used = readFileSync;\n",
    lint: 'Rule 7',
    compiler: true,
  },
  {
    breach: 'rule 7: the renderer imports electron',
    file: 'src-renderer/ui/plant-7c.ts',
    content: "import { app } from 'electron';\nexport const used = app;\n",
    lint: 'Rule 7',
  },
  {
    breach: 'rule 8: ui imports a feature',
    file: 'src-renderer/ui/plant-8a.ts',
    content: passes('../features/logs'),
    lint: 'Rule 8',
    compiler: true,
  },
  {
    breach: 'rule 8: a feature imports app',
    file: 'src-renderer/features/cases/plant-8b.ts',
    content: passes('../../app/App'),
    lint: 'Rule 8',
    compiler: true,
  },
  {
    breach: "rule 8: a feature reaches into another's inside",
    file: 'src-renderer/features/cases/plant-8c.ts',
    content: passes('../logs/inside'),
    lint: 'Rule 8',
  },
  {
    breach: 'rule 9: the program imports test',
    file: 'src-main/kit/plant-9.ts',
    content: passes('../../test/all.test'),
    lint: 'Rule 9',
    compiler: true,
  },
  {
    breach: 'rule 9: a feature of the host imports test',
    file: 'src-main/host/cases/plant-9b.ts',
    content: passes('../../../test/all.test'),
    lint: 'Rule 9',
    compiler: true,
  },
  {
    breach: 'rule 9: a feature of the renderer imports test',
    file: 'src-renderer/features/cases/plant-9c.ts',
    content: passes('../../../test/all.test'),
    lint: 'Rule 9',
    compiler: true,
  },
  {
    breach: 'a bare text on screen',
    file: 'src-renderer/features/cases/PlantText.tsx',
    content: 'export const Plant = () => <p>Hello</p>;\n',
    lint: 'Disallow literal text',
  },
  {
    breach: 'a promise nobody waits for',
    file: 'src-main/host/cases/plant-promise.ts',
    content: 'export function plant(): void {\n  Promise.resolve(1);\n}\n',
    lint: 'Promises must be awaited',
  },
];

/** Runs one of the project's tools in a folder; gives its output whatever its exit code. */
function runTool(folder: string, tool: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules', tool), ...args],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (_error, output, errors) => resolve(output + errors),
    );
  });
}

/**
 * The compiler's words for a file that no reference of the project leads to (TS6307, TS6059),
 * and for Node's modules where the project has no types of Node (TS2307, TS2591).
 */
const outsideProject = /error TS(6307|6059|2307|2591):/;

interface Finding {
  filename: string;
  message: string;
  help?: string;
}

async function lint(folder: string): Promise<Finding[]> {
  const output = await runTool(folder, 'oxlint/bin/oxlint', [
    '--type-aware',
    '--format=json',
    'src-main',
    'src-renderer',
    'test',
  ]);
  return (JSON.parse(output) as { diagnostics: Finding[] }).diagnostics;
}

/** What the compiler complains about. */
function compile(folder: string): Promise<string> {
  return runTool(folder, 'typescript/bin/tsc', ['-b', '--pretty', 'false']);
}

async function writeAll(folder: string, files: Record<string, string>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
}

describe('the dependency gates', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldbench-boundaries-'));
    const configs = globSync(['{src-main,src-renderer}/*/tsconfig.json', 'test/tsconfig.json'], {
      cwd: root,
    });
    for (const file of [...configs, 'tsconfig.json', 'tsconfig.base.json', '.oxlintrc.json']) {
      await cp(join(root, file), join(folder, file));
    }
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await writeAll(folder, skeleton);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('accept what keeps the rules', async () => {
    expect(await lint(folder)).toEqual([]);
    expect(await compile(folder)).toBe('');
    expect(findTableViolations(folder)).toEqual([]);
  });

  describe('name', () => {
    let findings: Finding[];
    let compilerOutput: string;
    beforeAll(async () => {
      await writeAll(
        folder,
        Object.fromEntries(plants.map(({ file, content }) => [file, content])),
      );
      findings = await lint(folder);
      compilerOutput = await compile(folder);
    });

    it.each(plants)('$breach', ({ file, lint: expected, compiler }) => {
      const said = findings
        .filter(({ filename }) => filename === file)
        .map(({ message, help }) => `${message} ${help ?? ''}`);
      if (expected !== undefined) expect(said.join('\n')).toContain(expected);
      if (!compiler) return;
      const compilerSaid = compilerOutput.split('\n').filter((line) => line.startsWith(`${file}(`));
      expect(compilerSaid.join('\n')).toMatch(outsideProject);
    });

    it('nothing else', () => {
      const planted = new Set(plants.map(({ file }) => file));
      expect(findings.filter(({ filename }) => !planted.has(filename))).toEqual([]);
    });
  });

  it("name a table named outside its feature's store, and one with two owners", async () => {
    await writeAll(folder, {
      'src-main/host/cases/rpc.ts': 'export const sql = "DELETE FROM note";\n',
      'src-main/host/logs/store.ts': '// FROM note\nexport const sql = "SELECT 1 FROM note";\n',
    });
    expect(findTableViolations(folder)).toEqual([
      "src-main/host/cases/rpc.ts: names the table note; only its feature's store.ts may.",
      'src-main/host/logs/store.ts: names the table note, which belongs to src-main/host/cases/store.ts.',
    ]);
  });
});
