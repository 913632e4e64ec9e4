import { isAllowedFunction, type UsedNames } from '../../guard/index';

const equals = 'OPERATOR(pg_catalog.=)';

/** Whether an object belongs to an extension: by the index of pg_depend, which is large. */
const ofExtension = (catalog: string, oid: string): string =>
  `EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid ${equals} 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.objid ${equals} ${oid} AND d.deptype ${equals} 'e')`;

/**
 * Finds objects of the server that change what the statement's text means: a function or
 * operator of the same name in the search path; a type whose input runs a function (a domain, also
 * in an array, a row or a range; one with a cast of its own); a function that `(value).name` would
 * call; a function of a schema of its own that only bears an extension's name. Those of extensions
 * are trusted, for it takes a superuser to install one. Gives `kind` and the qualified name.
 *
 * Every name is qualified, so that nothing can shadow this statement itself. Each part begins at
 * an index: names are compared as `name`, for on old servers no index serves texts.
 */
const shadowSql = `
  WITH RECURSIVE path AS (
    SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
    WHERE n.nspname ${equals} ANY (pg_catalog.current_schemas(true))
      AND n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog'
  ), reached (oid) AS (
    SELECT t.oid FROM pg_catalog.pg_type t WHERE t.typname ${equals} ANY ($3::pg_catalog.name[])
    UNION
    SELECT pg_catalog.unnest(
      ARRAY(SELECT t.typelem FROM pg_catalog.pg_type t WHERE t.oid ${equals} r.oid)
      OPERATOR(pg_catalog.||) ARRAY(SELECT a.atttypid FROM pg_catalog.pg_type t JOIN pg_catalog.pg_attribute a ON a.attrelid ${equals} t.typrelid WHERE t.oid ${equals} r.oid AND t.typrelid OPERATOR(pg_catalog.<>) 0)
      OPERATOR(pg_catalog.||) ARRAY(SELECT g.rngsubtype FROM pg_catalog.pg_range g WHERE g.rngtypid ${equals} r.oid)
      OPERATOR(pg_catalog.||) ARRAY(SELECT d.refobjid FROM pg_catalog.pg_depend d WHERE d.classid ${equals} 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid ${equals} r.oid AND d.refclassid ${equals} d.classid AND d.deptype ${equals} 'i'))
    FROM reached r
  )
  SELECT 'function' AS kind, path.nspname::pg_catalog.text AS schema, p.proname::pg_catalog.text AS name
  FROM pg_catalog.pg_proc p JOIN path ON path.oid ${equals} p.pronamespace
  WHERE p.proname ${equals} ANY ($1::pg_catalog.name[]) AND NOT ${ofExtension('pg_proc', 'p.oid')}
  UNION ALL
  SELECT 'operator', path.nspname::pg_catalog.text, o.oprname::pg_catalog.text
  FROM pg_catalog.pg_operator o JOIN path ON path.oid ${equals} o.oprnamespace
  WHERE o.oprname ${equals} ANY ($2::pg_catalog.name[]) AND NOT ${ofExtension('pg_operator', 'o.oid')}
  UNION ALL
  SELECT 'type', n.nspname::pg_catalog.text, t.typname::pg_catalog.text
  FROM reached JOIN pg_catalog.pg_type t ON t.oid ${equals} reached.oid
  JOIN pg_catalog.pg_namespace n ON n.oid ${equals} t.typnamespace
  WHERE n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
    AND (t.typtype ${equals} 'd' OR EXISTS (
      SELECT 1 FROM pg_catalog.pg_cast c JOIN pg_catalog.pg_proc p ON p.oid ${equals} c.castfunc
      JOIN pg_catalog.pg_namespace f ON f.oid ${equals} p.pronamespace
      WHERE c.casttarget ${equals} t.oid AND f.nspname OPERATOR(pg_catalog.<>) 'pg_catalog' AND NOT ${ofExtension('pg_proc', 'p.oid')}))
    AND NOT ${ofExtension('pg_type', 't.oid')}
  UNION ALL
  SELECT 'function', n.nspname::pg_catalog.text, p.proname::pg_catalog.text
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid ${equals} p.pronamespace
  WHERE p.proname ${equals} ANY ($4::pg_catalog.name[])
    AND p.pronargs OPERATOR(pg_catalog.>=) 1 AND p.pronargs OPERATOR(pg_catalog.-) p.pronargdefaults OPERATOR(pg_catalog.<=) 1
    AND (n.nspname ${equals} 'pg_catalog' AND NOT p.proname ${equals} ANY ($6::pg_catalog.name[]) AND p.provolatile ${equals} 'v'
      OR n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog' AND EXISTS (
        SELECT 1 FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_class c ON c.oid ${equals} t.typrelid
        WHERE t.oid ${equals} p.proargtypes[0]
          AND (t.typtype ${equals} 'p' OR c.relname ${equals} ANY ($5::pg_catalog.name[]))
          AND NOT EXISTS (
            SELECT 1 FROM pg_catalog.pg_attribute a
            WHERE a.attrelid ${equals} c.oid AND a.attname ${equals} p.proname)))
  UNION ALL
  SELECT 'function', n.nspname::pg_catalog.text, p.proname::pg_catalog.text
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid ${equals} p.pronamespace
  WHERE p.proname ${equals} ANY ($8::pg_catalog.name[])
    AND (n.nspname::pg_catalog.text OPERATOR(pg_catalog.||) '.' OPERATOR(pg_catalog.||) p.proname::pg_catalog.text) ${equals} ANY ($7::pg_catalog.text[])
    AND NOT ${ofExtension('pg_proc', 'p.oid')}
  LIMIT 1`;

/** The question for the names of one statement; its values are arrays as text. */
export function shadowQuery(used: UsedNames): { text: string; values: string[] } {
  const fields = [...used.fields];
  const names = [...used.names];
  const lists = [
    [...used.functions],
    [...used.operators],
    [...used.types],
    fields,
    [...used.relations],
    fields.filter(isAllowedFunction),
    names,
    names.map((name) => name.slice(name.lastIndexOf('.') + 1)),
  ];
  return { text: shadowSql, values: lists.map(arrayText) };
}

function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join()}}`;
}
