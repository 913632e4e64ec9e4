import { isAllowedFunction, type UsedNames } from '../../guard/index';
import { functionsBehind } from './behind';
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

/**
 * Finds objects of the server that change what the statement's text means, and what reading its
 * relations calls: rows as `Part` says; null where there is
 * nothing to ask. Of the former the first alone. Those of extensions are trusted, for it takes a
 * superuser to install one. Parts that have no names are left out, for planning them takes
 * longer than asking.
 *
 * Every name is qualified, so that nothing can shadow this statement itself. Each part begins at
 * an index: names are compared as `name`, for on old servers no index serves texts.
 */
export function shadowQuery(
  used: UsedNames,
  looksBehind: boolean,
): { text: string; values: string[] } | null {
  const fields = [...used.fields];
  const asked = (parts: readonly Part[]): Part[] =>
    parts.filter(({ lists }) => (lists[0]?.length ?? 0) > 0);
  const shadows = asked([
    functionsInPath([...used.functions]),
    operatorsInPath([...used.operators]),
    types([...used.types]),
    functionsOfFields(fields, [...used.relations, ...used.types], [...used.loose]),
    functionsOfSchemas([...used.names]),
  ]);
  const { relations, types: typed } = used;
  const behind =
    looksBehind && relations.size + typed.size > 0
      ? [functionsBehind([...relations], [...typed])]
      : [];
  const values: string[] = [];
  const array = (list: readonly string[]): string =>
    `$${values.push(arrayText(list))}::pg_catalog.name[]`;
  const textOf = (parts: readonly Part[]): string[] =>
    parts.map(({ lists, sql }) => sql(...lists.map(array)));
  const texts = textOf(behind);
  if (shadows.length > 0)
    texts.unshift(`(${path}\n  ${textOf(shadows).join('\n  UNION ALL\n  ')}\n  LIMIT 1)`);
  if (texts.length === 0) return null;
  return { text: texts.join('\n  UNION ALL\n  '), values };
}

function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join()}}`;
}
