import type { Migration } from '../../kit/database';
import * as spine from './0001-spine';
import * as ssh from './0002-ssh';
import * as logs from './0003-logs';
import * as queries from './0004-queries';
import * as historyTypes from './0005-history-types';
import * as writes from './0006-writes';

/** Every step of the schema in one global order; a released step is never edited. */
export const migrations: readonly Migration[] = [
  { version: 1, up: spine.up },
  { version: 2, up: ssh.up },
  { version: 3, up: logs.up },
  { version: 4, up: queries.up },
  { version: 5, up: historyTypes.up },
  { version: 6, up: writes.up },
];
