import type { DatabaseDriver } from '../port';
import { rightsOf } from './rights';
import { openSession } from './session';

/** Oracle: by its protocol from 12.1 on, or over a client library. Never run against a real one: unproven. */
export const driver: DatabaseDriver = { open: openSession, rights: rightsOf };
