import type { LogIndex } from '../log-index';
import { GrowingIndex } from './growing-index';

export { buildIndex, type BuildOptions } from './build';
export { GrowingIndex } from './growing-index';
export { readIndex, writeIndex } from './saved';

/** Knows nothing yet. */
export const emptyIndex: LogIndex = new GrowingIndex();
