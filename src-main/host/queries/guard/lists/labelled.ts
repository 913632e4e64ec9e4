import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '../../../../contract/dialects';

/** A statement people have labelled. */
export interface Labelled {
  /** `read`, or the first reason why it is refused. */
  label: string;
  why: string;
  sql: string;
}

/** The labelled list of a file beside this one; for tests and measurements. */
export function labelled(
  name: Dialect | `attack-${Dialect}` | `honest-${Dialect}` | `hostile-${Dialect}`,
): Labelled[] {
  return readFileSync(join(import.meta.dirname, `${name}.list`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-- '))
    .map((line) => {
      const [label = '', why = '', ...sql] = line.split(' | ');
      return { label, why, sql: sql.join(' | ').replaceAll('␤', '\n') };
    });
}
