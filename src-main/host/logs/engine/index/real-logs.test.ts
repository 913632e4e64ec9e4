import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../../../scripts/node.mjs';
import { sharedData } from '../../../../../test/shared-data';
import { compileFormat, loadFormats } from '../formats/index';
import { Kernel } from '../kernel/index';
import { kernelLevels } from '../kernel/program';
import { MemorySource } from '../sources/index';
import { buildIndex } from './index';

const { folder, absent, titled } = sharedData('logs');

it.skipIf(absent)(
  titled('what the index counts of real logs is what each of their lines is shown as'),
  async () => {
    const formats = await loadFormats(join(root, 'resources'));
    const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/csv$|LICENSE|README|facts/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths) {
      const bytes = readFileSync(path);
      const lines = bytes.toString('utf8').split(/\r?\n/).slice(0, 100);
      const options = { encoding: 'utf-8', zone: '+08:00', year: 2026 } as const;
      const program = compileFormat(formats.vote(lines), options);
      const index = buildIndex(new MemorySource(bytes), program, options);
      await index.done;
      const facts = Kernel.create(program).facts(bytes, 0, null);
      const records = facts.filter((fact) => fact.startsRecord);
      const times = records.map((fact) => fact.time).filter((time) => !Number.isNaN(time));
      expect(index, path).toMatchObject({
        lines: facts.length,
        records: records.length,
        first: times[0] ?? NaN,
        last: times.at(-1) ?? NaN,
        minTime: times.length > 0 ? Math.min(...times) : NaN,
        maxTime: times.length > 0 ? Math.max(...times) : NaN,
        levels: Object.fromEntries(
          kernelLevels.map((level) => [
            level,
            records.filter((fact) => fact.level === level).length,
          ]),
        ),
      });
    }
  },
);
