import type { DatabaseDriver } from '../port';
import { rightsOf } from './rights';
import { openSession } from './session';

/** PostgreSQL and its kin by wire. */
export const driver: DatabaseDriver = { open: openSession, rights: rightsOf };
