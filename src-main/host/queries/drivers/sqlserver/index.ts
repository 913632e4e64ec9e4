import type { DatabaseDriver } from '../port';
import { rightsOf } from './rights';
import { openSession } from './session';

/** SQL Server from 2008 on, by the TDS protocol. Never run against a real one: unproven. */
export const driver: DatabaseDriver = { open: openSession, rights: rightsOf };
