import { AppError } from '../../contract/errors';
import { wordsIn } from '../../contract/query-document';
import { type SavedQuery } from '../../contract/query-library';
import type { Endpoint } from '../../contract/systems';
import { prepareQuery, type QueriesService } from '../queries/index';
import type { BoundParameter } from './parameters';
import type { CommandEnd } from './run-command';

/** Rows that a step takes into its transcript, of each database. */
const maxRows = 1000;

/** What {@link runQueryStep} is given. */
export interface QueryOrder {
  query: SavedQuery;
  databases: readonly Endpoint[];
  parameters: readonly BoundParameter[];
  timeoutMs: number;
  stop: AbortSignal;
  say: (text: string) => void;
}

/**
 * A saved query as a runbook names it: by its id, its folder and title, or its title.
 *
 * @throws AppError `runbooks.query-unknown` {name}, `runbooks.query-ambiguous` {name, folders}
 */
export function savedQuery(queries: QueriesService, name: string): SavedQuery {
  const [query, ...others] = queries.room.library.named(name);
  if (!query) throw new AppError('runbooks.query-unknown', { name: name.trim() });
  if (others.length > 0) {
    const folders = [query, ...others].map(({ folder }) => folder || '/').join(', ');
    throw new AppError('runbooks.query-ambiguous', { name: name.trim(), folders });
  }
  return query;
}

/** What a query sends, for people who look at a runbook: the statements by dialect. */
export function shownStatements({ statements }: SavedQuery): string {
  if (statements.length === 1) return statements[0]?.sql ?? '';
  return statements
    .map(({ dialect, product, minimum, sql }) => {
      const kind = [product ?? dialect, minimum].filter(Boolean).join(' ');
      return `-- ${kind}\n${sql}`;
    })
    .join('\n\n');
}

/** Runs a saved query on databases one after the other; the first that fails ends the step. */
export async function runQueryStep(
  queries: QueriesService,
  order: QueryOrder,
): Promise<CommandEnd> {
  const limit = AbortSignal.timeout(order.timeoutMs);
  for (const database of order.databases) {
    order.say(`-- ${database.name}\n`);
    const end = await runOn(queries, order, database, AbortSignal.any([limit, order.stop]));
    if (order.stop.aborted) return { kind: 'stopped', gone: true };
    if (limit.aborted) return { kind: 'timeout', gone: true };
    if (end) return { kind: 'failed', error: end };
  }
  return { kind: 'exit', code: 0, signal: null };
}

/** What it failed with, if it did. */
async function runOn(
  queries: QueriesService,
  { query, parameters, timeoutMs, say }: QueryOrder,
  database: Endpoint,
  stop: AbortSignal,
): Promise<AppError | null> {
  // A runbook has parameters for its other steps, too: only those of the query are its own.
  const own = new Set(query.parameters.map(({ name }) => name));
  const given = parameters.filter(({ type, name }) => type !== 'secret' && own.has(name));
  const values = Object.fromEntries(given.map(({ name, value }) => [name, value]));
  const server = await queries.room.servers.kind(database.id, stop);
  const prepared = prepareQuery(query, server, values);
  const started = await queries.run({
    endpointId: database.id,
    sql: prepared.statement.sql,
    title: wordsIn(query.title, 'zh'),
    parameters: prepared.parameters,
    types: prepared.types,
    queryId: query.id,
    maxRows,
    timeoutMs,
  });
  const { id } = started;
  const cancel = (): void => queries.results.cancel(id);
  stop.addEventListener('abort', cancel);
  if (stop.aborted) cancel();
  try {
    let last = started;
    for await (const [state] of queries.results.follow(id)) if (state) last = state;
    if (last.state !== 'done')
      return last.error
        ? new AppError(last.error.code as AppError['code'], last.error.params)
        : new AppError('sql.cancelled');
    say(`${last.columns.map(({ name }) => name).join('\t')}\n`);
    for (let from = 0; from < last.rows;) {
      const rows = queries.results.views.rows(id, from, 500);
      if (rows.length === 0) break;
      say(rows.map((row) => `${row.map((cell) => cell ?? 'NULL').join('\t')}\n`).join(''));
      from += rows.length;
    }
    say(last.truncated ? `-- the first ${last.rows} rows\n` : `-- ${last.rows} rows\n`);
    return null;
  } finally {
    stop.removeEventListener('abort', cancel);
  }
}
