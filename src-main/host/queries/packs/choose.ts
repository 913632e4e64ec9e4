import type { Dialect } from '../../../contract/dialects';
import type { fits } from '../../../contract/query-library';

/** What is known of a server: its dialect from the inventory, the rest once it was seen. */
export interface ServerKind {
  dialect: Dialect;
  /** E.g. `mariadb`; null until it was seen. */
  product: string | null;
  /** Numbers of its version, e.g. `[10, 11, 6]`; null until it was seen. */
  version: readonly number[] | null;
}

/** What a statement says of the servers it is for. */
interface Choosable {
  dialect: Dialect;
  product: string | null;
  minimum: string | null;
}

type Fit = (typeof fits)[number];

/** The statement that a server is sent: the first that fits, or, where the server was never seen, that may fit. */
export function statementFor<T extends Choosable>(
  statements: readonly T[],
  server: ServerKind,
): T | undefined {
  return (
    statements.find((statement) => fitOf(statement, server) === 'yes') ??
    statements.find((statement) => fitOf(statement, server) === 'unknown')
  );
}

/** Whether a query has a statement for a server; unknown where that depends on what was never seen. */
export function fitOfAll(statements: readonly Choosable[], server: ServerKind): Fit {
  const all = statements.map((statement) => fitOf(statement, server));
  if (all.includes('yes')) return 'yes';
  return all.includes('unknown') ? 'unknown' : 'no';
}

function fitOf(statement: Choosable, server: ServerKind): Fit {
  if (statement.dialect !== server.dialect) return 'no';
  if (statement.product !== null && server.product !== null && statement.product !== server.product)
    return 'no';
  if (statement.minimum !== null && server.version !== null)
    if (!isAtLeast(server.version, statement.minimum)) return 'no';
  const open =
    (statement.product !== null && server.product === null) ||
    (statement.minimum !== null && server.version === null);
  return open ? 'unknown' : 'yes';
}

function isAtLeast(version: readonly number[], minimum: string): boolean {
  for (const [index, part] of minimum.split('.').map(Number).entries()) {
    const has = version[index] ?? 0;
    if (has !== part) return has > part;
  }
  return true;
}
