import { AppError } from '../../../../contract/errors';
import type { Row } from '../../../../contract/queries';
import { readBody, readView } from '../../guard/index';

/** A view or stored function, and the relation of the statement that leads to it. */
interface Reached {
  kind: 'view' | 'function';
  schema: string;
  name: string;
  root: string;
  /** A view calls it by a name that only stored functions have, so that there must be one. */
  known: boolean;
}

type Ask = (sql: string) => Promise<Row[]>;

/** What comes with the server. */
const ownSchemas = /^(?:information_schema|performance_schema|mysql|sys)$/i;

/** ER_PROCACCESS_DENIED_ERROR: "execute command denied to user … for routine 'schema.name'". */
const routineDenied = 1370;

/** In characters: reading more holds the host's thread. */
const longest = 100_000;

/** More than this nobody wants to wait for. */
const most = 2_000;

/**
 * Looks behind the relations of a statement: which views they are, what functions these call, and
 * so on, and refuses what could act outside the transaction, which only reads: MariaDB keeps it from
 * writing tables of any engine, but not from files, settings and sessions. It runs what a view
 * calls also for a plain EXPLAIN. Columns that are generated and checks cannot call stored functions
 * (MariaDB, "Generated Columns", "CONSTRAINT"; MySQL, 15.1.20.6 and 15.1.20.8).
 *
 * Where the login may not see the text of a view (SHOW VIEW), the server tells by its refusal to
 * list the columns that there is a function which the login may not run by itself.
 *
 * @param relations `schema\0name`, or a name alone
 * @throws AppError `sql.refused` {reason, name, relation}
 */
export async function lookBehind(
  ask: Ask,
  database: string,
  relations: Iterable<string>,
): Promise<void> {
  const seen = new Set<string>();
  let next: Reached[] = [];
  const add = (one: Reached): void => {
    const key = `${keyOf(one.kind, one.schema, one.name)}\0${one.known}`;
    if (ownSchemas.test(one.schema) || seen.has(key)) return;
    if (seen.size >= most) throw refusal(one);
    seen.add(key);
    next.push(one);
  };
  for (const relation of relations) {
    const [name = '', schema = database] = relation.split('\0').reverse();
    add({ kind: 'view', schema, name, root: name, known: false });
  }
  while (next.length > 0) {
    const asked = next;
    next = [];
    const texts = await textsOf(ask, asked);
    for (const one of asked) {
      const { kind, schema, name, root, known } = one;
      const key = keyOf(kind, schema, name);
      const text = texts.get(key) ?? '';
      // Without its text a function may do anything, and nobody writes such a long one.
      if ((known && text === '') || text.length > longest) throw refusal(one);
      if (kind === 'view' && text === '' && texts.has(key)) await checkUnseen(ask, one);
      const { acts, calls, relations: read } = kind === 'view' ? readView(text) : readBody(text);
      if (acts !== null) throw refusal({ ...one, name: kind === 'view' ? acts : name });
      const follow = (which: Reached['kind'], path: readonly string[]): void =>
        add({
          kind: which,
          schema: path.at(-2) ?? schema,
          name: path.at(-1) ?? '',
          root,
          known: kind === 'view' && which === 'function',
        });
      for (const path of calls) follow('function', path);
      for (const path of read) follow('view', path);
    }
  }
}

/** Listing the columns of a view runs nothing, and fails where the login may not run what the view calls. */
async function checkUnseen(ask: Ask, view: Reached): Promise<void> {
  const path = [view.schema, view.name].map((part) => `\`${part.replaceAll('`', '``')}\``);
  try {
    await ask(`SHOW COLUMNS FROM ${path.join('.')}`);
  } catch (error) {
    const { errno, message } = error as Error & { errno?: number };
    if (errno !== routineDenied) throw error;
    throw refusal({ ...view, name: /'([^']+)'[^']*$/.exec(message)?.[1] ?? view.name });
  }
}

/** What the login may see of their texts, by `keyOf`; procedures have the names of functions, too. */
async function textsOf(ask: Ask, asked: readonly Reached[]): Promise<Map<string, string>> {
  const of = (kind: Reached['kind']): Reached[] => asked.filter((one) => one.kind === kind);
  // One after the other: only a comparison with one value keeps the server from looking at all tables.
  const parts = of('view').map(
    ({ schema, name }) =>
      `SELECT 'view', TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${literal(schema)} AND TABLE_NAME = ${literal(name)}`,
  );
  const functions = of('function');
  if (functions.length > 0) {
    const list = (values: readonly string[]): string => [...new Set(values)].map(literal).join();
    parts.push(
      `SELECT 'function', ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA IN (${list(functions.map(({ schema }) => schema))}) AND ROUTINE_NAME IN (${list(functions.map(({ name }) => name))})`,
    );
  }
  const texts = new Map<string, string>();
  for (const [kind, schema, name, text] of await ask(parts.join('\nUNION ALL '))) {
    const key = keyOf(kind ?? '', schema ?? '', name ?? '');
    texts.set(key, `${texts.get(key) ?? ''}\n${text ?? ''}`.trim());
  }
  return texts;
}

/** Names of functions have no case, those of views may have. */
function keyOf(kind: string, schema: string, name: string): string {
  return [kind, schema, name].join('\0').toLowerCase();
}

/** Not a value to be bound: the server looks up constants, and reads a whole schema for others. */
function literal(value: string): string {
  // Simple names as they are, for those who read the audit log.
  return /^[\w$.-]*$/.test(value)
    ? `'${value}'`
    : `_utf8mb4 0x${Buffer.from(value).toString('hex')}`;
}

function refusal({ kind, schema, name, root }: Reached): AppError {
  const params = { reason: 'shadowed-view', relation: root };
  return new AppError('sql.refused', {
    ...params,
    name: kind === 'view' ? name : `${schema}.${name}`,
  });
}
