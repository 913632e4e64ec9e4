import type { DatabaseDriver } from '../port';
import { rightsOf } from './rights';
import { openSession } from './session';

/** MySQL, MariaDB and their kin by wire: OceanBase and TiDB. */
export const driver: DatabaseDriver = { open: openSession, rights: rightsOf };
