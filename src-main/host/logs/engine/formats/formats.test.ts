import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFormat } from './read';
import { shippedFiles } from './set';

const resources = join(import.meta.dirname, '..', '..', '..', '..', '..', 'resources');

describe('shipped formats', async () => {
  for (const path of await shippedFiles(resources))
    it(`${basename(path, '.yaml')} finds in its samples what they say`, () => {
      const { format, problem } = readFormat(readFileSync(path, 'utf8'));
      expect(problem).toBeNull();
      expect(format?.name).toBe(basename(path, '.yaml'));
      expect(format?.platform).toBe(basename(dirname(dirname(path))));
    });
});
