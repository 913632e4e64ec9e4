import type { DatabaseDriver } from '../port';
import { openSession } from './session';

/** Files of SQLite on this machine. Whoever may read the file may read all of it, and nothing is ever written. */
export const driver: DatabaseDriver = {
  open: openSession,
  rights: () => Promise.resolve({ rights: [], superuser: false, readOnlyDefault: true }),
};
