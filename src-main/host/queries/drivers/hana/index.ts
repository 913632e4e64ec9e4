import type { DatabaseDriver } from '../port';
import { rightsOf } from './rights';
import { openSession } from './session';

/** SAP HANA by its SQL command network protocol. Never run against a real one: unproven. */
export const driver: DatabaseDriver = { open: openSession, rights: rightsOf };
