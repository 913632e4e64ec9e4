import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../index/index';
import { MemorySource } from '../sources/index';
import { compileFormat } from './compile';
import { readFormat } from './read';
import { shippedFiles } from './set';

const resources = join(import.meta.dirname, '..', '..', '..', '..', '..', 'resources');

describe('shipped formats', async () => {
  for (const path of await shippedFiles(resources))
    it(`${basename(path, '.yaml')} finds in its samples what they say, the index too`, async () => {
      const { format, problem } = readFormat(readFileSync(path, 'utf8'));
      expect(problem).toBeNull();
      if (!format) return;
      expect(format.name).toBe(basename(path, '.yaml'));
      expect(format.platform).toBe(basename(dirname(dirname(path))));
      const zone = format.zone === 'local' ? 'utc' : format.zone;
      const program = compileFormat(format, { encoding: 'utf-8', zone, year: 2026 });
      for (const sample of format.samples) {
        const source = new MemorySource(Buffer.from(sample.text));
        const index = buildIndex(source, program, { encoding: 'utf-8' });
        await index.done;
        const levels = Object.entries(index.levels).filter(([, count]) => count > 0);
        expect({ records: index.records, levels: Object.fromEntries(levels) }).toEqual({
          records: sample.records,
          levels: sample.levels,
        });
        expect(index.first).toBe(sample.first === undefined ? NaN : Date.parse(sample.first));
      }
    });
});
