import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/node.mjs';

/** Real logs or public schemas that lie beside the project, to test with; they are never shipped. */
export interface SharedData {
  folder: string;
  absent: boolean;
  /** The title of a test, with the reason where it has to be skipped. */
  titled: (title: string) => string;
}

export function sharedData(part: 'logs' | 'sql'): SharedData {
  const place = `../shared/data/${part}`;
  const folder = join(root, place);
  const absent = !existsSync(folder);
  return {
    folder,
    absent,
    titled: (title) => (absent ? `${title} [skipped: no ${place}]` : title),
  };
}
