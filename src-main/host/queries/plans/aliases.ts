import type { Dialect } from '../../../contract/dialects';
import { scopesOf } from '../schema/scope';
import { statementTokens } from '../schema/split';
import type { RawStep } from './step';

/** MySQL and SQLite call a table by its alias; the statement tells which table that is. */
export function withTableNames(
  dialect: Dialect,
  sql: string,
  steps: readonly RawStep[],
): readonly RawStep[] {
  if (dialect !== 'mysql' && dialect !== 'sqlite') return steps;
  const names = new Map<string, string | null>();
  for (const { sources } of scopesOf(statementTokens(dialect, sql, 0)).blocks)
    for (const { alias, aliased, name } of sources) {
      if (!aliased || !name) continue;
      const known = names.get(alias.toLowerCase());
      const written = name.join('.');
      // One alias of two tables, in two subqueries, tells nothing.
      names.set(alias.toLowerCase(), known === undefined || known === written ? written : null);
    }
  return steps.map((current) => {
    const name = names.get(current.object.toLowerCase());
    return name == null ? current : { ...current, object: name, alias: current.object };
  });
}
