import { AppError } from '../../contract/errors';
import type { SavedQuery } from '../../contract/queries';
import type { Endpoint } from '../../contract/systems';
import type { QueriesService } from '../queries/index';
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

/** A saved query by its name. @throws AppError `runbooks.query-unknown` {name} */
export function savedQuery(queries: QueriesService, name: string): SavedQuery {
  const wanted = name.trim();
  const query = queries.saved(false).find((saved) => saved.name === wanted);
  if (!query) throw new AppError('runbooks.query-unknown', { name: wanted });
  return query;
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
  const given = parameters.filter(({ type }) => type !== 'secret');
  const values: Record<string, string | null> = Object.fromEntries(
    given.map(({ name, value }) => [name, value]),
  );
  const types: Record<string, SavedQuery['parameters'][number]['type']> = {};
  for (const { name, type, default: stated } of query.parameters) {
    if (!Object.hasOwn(values, name)) values[name] = stated === '' ? null : stated;
    types[name] = type;
  }
  const started = await queries.run({
    endpointId: database.id,
    sql: query.sql,
    title: query.name,
    parameters: values,
    types,
    maxRows,
    timeoutMs,
  });
  const cancel = (): void => queries.cancel(started.id);
  stop.addEventListener('abort', cancel);
  if (stop.aborted) cancel();
  try {
    let last = started;
    for await (const [state] of queries.follow(started.id)) if (state) last = state;
    if (last.state !== 'done')
      return last.error
        ? new AppError(last.error.code as AppError['code'], last.error.params)
        : new AppError('sql.cancelled');
    say(`${last.columns.map(({ name }) => name).join('\t')}\n`);
    for (let from = 0; from < last.rows;) {
      const rows = queries.window(started.id, from, 500);
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
