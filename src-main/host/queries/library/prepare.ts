import { AppError } from '../../../contract/errors';
import { boundValue, wordsIn, type ParameterType } from '../../../contract/query-document';
import { type SavedQuery } from '../../../contract/query-library';
import { replaceParameters } from '../guard/parameters';
import { statementFor, type ServerKind } from '../packs/choose';
import type { PackStatement } from '../packs/read';

/** What is sent of a saved query. */
export interface PreparedQuery {
  statement: PackStatement;
  parameters: Record<string, string | null>;
  types: Record<string, ParameterType>;
}

/**
 * What a server is sent of a saved query: its statement, with what was given for its parameters and
 * their defaults otherwise.
 *
 * @throws AppError `queries.no-statement` {title, dialect, product, version};
 *   `queries.parameter-gone` {title, name} when a value is given for a parameter that the query no
 *   longer has: without it the answer would be another one than was asked for;
 *   `sql.parameter-missing` {name} when one that must be given is not;
 *   `queries.parameter-undeclared` {title, name} when its statement has one that it does not declare
 */
export function prepareQuery(
  query: SavedQuery,
  server: ServerKind,
  given: Readonly<Record<string, string | null>>,
): PreparedQuery {
  const title = wordsIn(query.title, 'zh');
  const statement = statementFor(query.statements, server);
  if (!statement)
    throw new AppError('queries.no-statement', {
      title,
      dialect: server.product ?? server.dialect,
      version: server.version?.join('.') ?? '',
    });
  const declared = new Map(query.parameters.map((parameter) => [parameter.name, parameter]));
  const gone = Object.keys(given).find((name) => !declared.has(name));
  if (gone !== undefined) throw new AppError('queries.parameter-gone', { title, name: gone });
  const parameters: Record<string, string | null> = {};
  const types: Record<string, ParameterType> = {};
  for (const name of replaceParameters(statement.sql, statement.dialect).parameters) {
    const parameter = declared.get(name);
    if (!parameter) throw new AppError('queries.parameter-undeclared', { title, name });
    const { type, default: stated } = parameter;
    types[name] = type;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    // An empty text is a value; for the other types nothing was stated.
    const bound = value === undefined ? (stated === '' && type !== 'text' ? null : stated) : value;
    const meant = boundValue(parameter, bound ?? '');
    if (meant === undefined) throw new AppError('sql.parameter-missing', { name });
    parameters[name] = bound === null ? null : meant;
  }
  return { statement, parameters, types };
}
