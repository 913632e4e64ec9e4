import { AppError } from '../../../../contract/errors';
import type { Row } from '../../../../contract/queries';
import { isAllowedFunction, type UsedNames } from '../../guard/index';
import type { ServerIdentity } from '../port';
import { anythingBehind, functionsBehind, looksBehind } from './behind';
import { equals, ofExtension, type Part } from './parts';

const columns = (name: string): string =>
  `n.nspname::pg_catalog.text, ${name}::pg_catalog.text, NULL::pg_catalog.text`;

/** A function of the search path that has the name of one that is called. */
const functionsInPath = (names: readonly string[]): Part => ({
  lists: [names],
  sql: (called) => `SELECT 'function', ${columns('p.proname')}
    FROM pg_catalog.pg_proc p JOIN path n ON n.oid ${equals} p.pronamespace
    WHERE p.proname ${equals} ANY (${called}) AND NOT ${ofExtension('pg_proc', 'p.oid')}`,
});

const operatorsInPath = (names: readonly string[]): Part => ({
  lists: [names],
  sql: (used) => `SELECT 'operator', ${columns('o.oprname')}
    FROM pg_catalog.pg_operator o JOIN path n ON n.oid ${equals} o.oprnamespace
    WHERE o.oprname ${equals} ANY (${used}) AND NOT ${ofExtension('pg_operator', 'o.oid')}`,
});

/** What the elements, columns, subtypes of a type are, and the range of a multirange. */
const within = `ARRAY(SELECT t.typelem FROM pg_catalog.pg_type t WHERE t.oid ${equals} r.oid)
  OPERATOR(pg_catalog.||) ARRAY(SELECT a.atttypid FROM pg_catalog.pg_type t JOIN pg_catalog.pg_attribute a ON a.attrelid ${equals} t.typrelid WHERE t.oid ${equals} r.oid AND t.typrelid OPERATOR(pg_catalog.<>) 0)
  OPERATOR(pg_catalog.||) ARRAY(SELECT g.rngsubtype FROM pg_catalog.pg_range g WHERE g.rngtypid ${equals} r.oid)
  OPERATOR(pg_catalog.||) ARRAY(SELECT d.refobjid FROM pg_catalog.pg_depend d WHERE d.classid ${equals} 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid ${equals} r.oid AND d.refclassid ${equals} d.classid AND d.deptype ${equals} 'i')`;

/** Types of these names, tables' rows among them, and all that is inside them. */
const reached = (named: string): string => `(
      WITH RECURSIVE reached (oid) AS (
        SELECT t.oid FROM pg_catalog.pg_type t WHERE t.typname ${equals} ANY (${named})
        UNION SELECT pg_catalog.unnest(${within}) FROM reached r
      ) SELECT oid FROM reached
    )`;

/** A type whose input runs a function: a domain, also inside another type; one with a cast of its own. */
const types = (names: readonly string[]): Part => ({
  lists: [names],
  sql: (named) => `SELECT 'type', ${columns('t.typname')}
    FROM ${reached(named)} reached JOIN pg_catalog.pg_type t ON t.oid ${equals} reached.oid
    JOIN pg_catalog.pg_namespace n ON n.oid ${equals} t.typnamespace
    WHERE n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
      AND (t.typtype ${equals} 'd' OR EXISTS (
        SELECT 1 FROM pg_catalog.pg_cast c JOIN pg_catalog.pg_proc p ON p.oid ${equals} c.castfunc
        JOIN pg_catalog.pg_namespace f ON f.oid ${equals} p.pronamespace
        WHERE c.casttarget ${equals} t.oid AND f.nspname OPERATOR(pg_catalog.<>) 'pg_catalog' AND NOT ${ofExtension('pg_proc', 'p.oid')}))
      AND NOT ${ofExtension('pg_type', 't.oid')}`,
});

/**
 * A function that `(value).name` or `alias.name` would call: of one argument, which a table or type
 * named here holds, or of any where the text does not tell what it is (`loose`).
 */
const functionsOfFields = (
  fields: readonly string[],
  sources: readonly string[],
  loose: readonly string[],
): Part => ({
  lists: [fields, sources, fields.filter(isAllowedFunction), loose],
  sql: (named, held, allowed, any) => `SELECT 'function', ${columns('p.proname')}
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid ${equals} p.pronamespace
    WHERE p.proname ${equals} ANY (${named})
      AND p.pronargs OPERATOR(pg_catalog.>=) 1 AND p.pronargs OPERATOR(pg_catalog.-) p.pronargdefaults OPERATOR(pg_catalog.<=) 1
      AND (n.nspname ${equals} 'pg_catalog' AND NOT p.proname ${equals} ANY (${allowed}) AND p.provolatile ${equals} 'v'
        OR n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog' AND EXISTS (
          SELECT 1 FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_class c ON c.oid ${equals} t.typrelid
          WHERE t.oid ${equals} p.proargtypes[0]
            AND (t.typtype ${equals} 'p' OR p.proname ${equals} ANY (${any}) OR t.oid ${equals} ANY (ARRAY${reached(held)}))
            AND NOT EXISTS (
              SELECT 1 FROM pg_catalog.pg_attribute a
              WHERE a.attrelid ${equals} c.oid AND a.attname ${equals} p.proname)))`,
});

/** A function of a schema of its own that only bears an extension's name; names as `schema.name`. */
const functionsOfSchemas = (names: readonly string[]): Part => ({
  lists: [
    names.map((name) => name.slice(name.lastIndexOf('.') + 1)),
    names.map((name) => name.slice(0, name.lastIndexOf('.'))),
  ],
  sql: (last, schemas) => `SELECT 'function', ${columns('p.proname')}
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid ${equals} p.pronamespace
    WHERE p.proname ${equals} ANY (${last}) AND n.nspname ${equals} ANY (${schemas})
      AND NOT ${ofExtension('pg_proc', 'p.oid')}`,
});

const path = `WITH path AS (
    SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
    WHERE n.nspname ${equals} ANY (pg_catalog.current_schemas(true))
      AND n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog'
  )`;

/** A question and its values, by place. */
interface Question {
  text: string;
  values: string[];
}

/**
 * Looks for objects of the server that change what the statement's text means, and for what its
 * relations and types run by themselves. What is behind them is asked apart: most have nothing.
 *
 * @throws AppError `sql.refused` {reason, name, relation}, for the first that was found
 */
export async function checkNames(
  used: UsedNames,
  identity: ServerIdentity,
  ask: (text: string, values: readonly string[]) => Promise<Row[]>,
): Promise<void> {
  const answers = async (question: Question | null): Promise<Row[]> =>
    question ? ask(question.text, question.values) : [];
  const looks = looksBehind(identity);
  const found = await answers(shadowQuery(used, looks));
  refuseFirst(found.filter(([kind]) => kind !== 'behind'));
  if (looks && (used.types.size > 0 || found.some(([kind]) => kind === 'behind')))
    refuseFirst(await answers(behindQuery(used)));
}

function refuseFirst(found: readonly Row[]): void {
  for (const [kind, schema, name, relation] of found) {
    // Behind a view they are as good as in the statement itself.
    if (schema === 'pg_catalog' && isAllowedFunction(name ?? '')) continue;
    const params = { reason: `shadowed-${kind}`, name: `${schema}.${name}` };
    throw new AppError('sql.refused', relation ? { ...params, relation } : params);
  }
}

/**
 * The first question, null where there is nothing to ask. Objects of extensions are trusted, for it
 * takes a superuser to install one. Parts that have no names are left out, for planning them takes
 * longer than asking.
 *
 * Every name is qualified, so that nothing can shadow this statement itself. Each part begins at
 * an index: names are compared as `name`, for on old servers no index serves texts.
 */
function shadowQuery(used: UsedNames, looks: boolean): Question | null {
  const fields = [...used.fields];
  const relations = [...used.relations];
  const shadows = [
    functionsInPath([...used.functions]),
    operatorsInPath([...used.operators]),
    types([...used.types]),
    functionsOfFields(fields, [...relations, ...used.types], [...used.loose]),
    functionsOfSchemas([...used.names]),
  ];
  return questionOf(shadows, looks ? [anythingBehind(relations)] : []);
}

/** The second question. */
function behindQuery({ relations, types: named }: UsedNames): Question | null {
  return questionOf([], [functionsBehind([...relations], [...named])]);
}

/** @param first of these the first answer is enough */
function questionOf(first: readonly Part[], all: readonly Part[]): Question | null {
  const values: string[] = [];
  const array = (list: readonly string[]): string =>
    `$${values.push(arrayText(list))}::pg_catalog.name[]`;
  const textsOf = (parts: readonly Part[]): string[] =>
    parts
      .filter(({ lists: [names] }) => names !== undefined && names.length > 0)
      .map(({ lists, sql }) => sql(...lists.map(array)));
  const shadows = textsOf(first).join('\n  UNION ALL\n  ');
  const texts = [
    ...(shadows === '' ? [] : [`(${path}\n  ${shadows}\n  LIMIT 1)`]),
    ...textsOf(all),
  ];
  return texts.length === 0 ? null : { text: texts.join('\n  UNION ALL\n  '), values };
}

function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join()}}`;
}
