import type { Dialect } from '../../../../contract/dialects';
import type { FunctionList } from './common';
import { hana } from './hana';
import { mysql } from './mysql';
import { oracle } from './oracle';
import { sqlite } from './sqlite';
import { sqlserver } from './sqlserver';

/** PostgreSQL has a list of its own, see `postgres/functions.ts`. */
export type ParsedDialect = Exclude<Dialect, 'postgresql'>;

export const functionLists: Readonly<Record<ParsedDialect, FunctionList>> = {
  mysql,
  oracle,
  sqlserver,
  hana,
  sqlite,
};

/** Functions that hold a connection, a lock or the server's processor: the refusal says so. */
const holding =
  /^(?:SLEEP|BENCHMARK|GET_LOCK|RELEASE_(?:ALL_)?LOCKS?|MASTER_(?:POS|GTID)_WAIT|SOURCE_POS_WAIT|WAIT_FOR_EXECUTED_GTID_SET|(?:\w+\.)*DBMS_(?:LOCK|SESSION|PIPE|ALERT|BACKUP_RESTORE)\.\w+|RANDOMBLOB|ZEROBLOB)$/;
/** Functions of sequences: they count on. */
const counting = /^(?:NEXTVAL|SETVAL|LASTVAL|CURRVAL|UUID_SHORT)$/;

/** Null when a function of this path may be called, else the reason. A method is called on a value: `(…).f()`. */
export function refuseFunctionNamed(
  { functions, dotted, methods }: FunctionList,
  path: readonly { text: string; quoted: boolean }[],
  isMethod = false,
): string | null {
  const upper = path.map(({ text }) => text.toUpperCase());
  const name = upper.join('.');
  const last = upper.at(-1) ?? '';
  const allowed =
    path.length === 1
      ? (functions.has(name) && path[0]?.quoted !== true) || (isMethod && methods.has(last))
      : dotted.has(name) || methods.has(last);
  if (allowed) return null;
  if (holding.test(name)) return 'function-holds';
  return counting.test(last) ? 'sequence' : 'function-not-allowed';
}
