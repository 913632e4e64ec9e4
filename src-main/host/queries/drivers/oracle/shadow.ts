import { AppError } from '../../../../contract/errors';
import type { DatabaseSession } from '../port';

/**
 * A name without parentheses may call a function: `SELECT hr.pkg.f FROM dual`. These two find
 * functions, packages and types that the first parts of a name mean, in the current schema, as a
 * synonym, or in the schema that the name begins with. Names go in as one text, for a list of
 * binds would have another statement for every length.
 */
const objectsSql = `SELECT o.owner || '.' || o.object_name FROM all_objects o
WHERE o.object_type IN ('FUNCTION', 'PACKAGE', 'TYPE')
  AND (o.owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')
       AND INSTR(:1, CHR(10) || o.object_type || ':' || o.object_name || CHR(10)) > 0
    OR INSTR(:2, CHR(10) || o.object_type || ':' || o.owner || '.' || o.object_name || CHR(10)) > 0)
  AND ROWNUM = 1`;

const synonymsSql = `SELECT s.owner || '.' || s.synonym_name FROM all_synonyms s
JOIN all_objects o ON o.owner = s.table_owner AND o.object_name = s.table_name
WHERE s.owner IN (SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), 'PUBLIC')
  AND o.object_type IN ('FUNCTION', 'PACKAGE', 'TYPE')
  AND INSTR(:1, CHR(10) || o.object_type || ':' || s.synonym_name || CHR(10)) > 0
  AND ROWNUM = 1`;

/** Characters of a bound text that every version takes. */
const longestList = 3_500;

/** What a name would have to be for one of its parts to be called. */
export function candidatesOf(names: Iterable<string>): { own: string[]; qualified: string[] } {
  const own = new Set<string>();
  const qualified = new Set<string>();
  for (const name of names) {
    const [first = '', second, third] = name.split('.');
    if (second === undefined) own.add(`FUNCTION:${first}`);
    else {
      own.add(`PACKAGE:${first}`).add(`TYPE:${first}`);
      if (third === undefined) qualified.add(`FUNCTION:${first}.${second}`);
      else qualified.add(`PACKAGE:${first}.${second}`).add(`TYPE:${first}.${second}`);
    }
  }
  return { own: [...own], qualified: [...qualified] };
}

/** Asks whether a name of the statement calls something. @throws AppError `sql.refused` {reason, name} */
export async function refuseCalls(
  session: Pick<DatabaseSession, 'ask'>,
  names: Iterable<string>,
): Promise<void> {
  const { own, qualified } = candidatesOf(names);
  const lists = [chunks(own), chunks(qualified)] as const;
  const rounds = Math.max(lists[0].length, lists[1].length);
  for (let round = 0; round < rounds; round++) {
    const mine = lists[0][round] ?? '\n';
    const found =
      (await session.ask(objectsSql, [mine, lists[1][round] ?? '\n']))[0] ??
      (mine === '\n' ? undefined : (await session.ask(synonymsSql, [mine]))[0]);
    if (found)
      throw new AppError('sql.refused', { reason: 'shadowed-function', name: found[0] ?? '' });
  }
}

/** Lists with a line break before and behind each entry. */
function chunks(entries: readonly string[]): string[] {
  const lists: string[] = [];
  for (const entry of entries) {
    const last = lists.at(-1);
    if (last === undefined || last.length + entry.length > longestList) lists.push(`\n${entry}\n`);
    else lists[lists.length - 1] = `${last}${entry}\n`;
  }
  return lists;
}
