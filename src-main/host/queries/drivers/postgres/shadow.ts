import { isAllowedFunction, type UsedNames } from '../../guard/index';

/**
 * Finds objects of the server that change what the statement's text means: a function or
 * operator of the same name in the search path, a function that `(value).name` would call,
 * a function of a schema of its own that only bears an extension's name, a type whose input runs
 * a function (a domain, also in an array or a row). Those of extensions are trusted, for it takes a
 * superuser to install one. Gives `kind` and the qualified name.
 *
 * Every name is qualified, so that nothing can shadow this statement itself.
 */
const shadowSql = `
  WITH path AS (
    SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
    WHERE n.nspname OPERATOR(pg_catalog.=) ANY (pg_catalog.current_schemas(true))
      AND n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog'
  ), owned AS (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend d WHERE d.deptype OPERATOR(pg_catalog.=) 'e'
  )
  SELECT 'function' AS kind, path.nspname::pg_catalog.text AS schema, p.proname::pg_catalog.text AS name
  FROM pg_catalog.pg_proc p JOIN path ON path.oid OPERATOR(pg_catalog.=) p.pronamespace
  WHERE p.proname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[])
    AND NOT EXISTS (SELECT 1 FROM owned WHERE owned.classid OPERATOR(pg_catalog.=) 1255 AND owned.objid OPERATOR(pg_catalog.=) p.oid)
  UNION ALL
  SELECT 'operator', path.nspname::pg_catalog.text, o.oprname::pg_catalog.text
  FROM pg_catalog.pg_operator o JOIN path ON path.oid OPERATOR(pg_catalog.=) o.oprnamespace
  WHERE o.oprname OPERATOR(pg_catalog.=) ANY ($2::pg_catalog.text[])
    AND NOT EXISTS (SELECT 1 FROM owned WHERE owned.classid OPERATOR(pg_catalog.=) 2617 AND owned.objid OPERATOR(pg_catalog.=) o.oid)
  UNION ALL
  SELECT 'type', n.nspname::pg_catalog.text, t.typname::pg_catalog.text
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace
  WHERE t.typname OPERATOR(pg_catalog.=) ANY ($3::pg_catalog.text[])
    AND (t.typtype OPERATOR(pg_catalog.=) 'd'
      OR EXISTS (SELECT 1 FROM pg_catalog.pg_type e WHERE e.oid OPERATOR(pg_catalog.=) t.typelem AND e.typtype OPERATOR(pg_catalog.=) 'd')
      OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type e ON e.oid OPERATOR(pg_catalog.=) a.atttypid
        WHERE a.attrelid OPERATOR(pg_catalog.=) t.typrelid AND e.typtype OPERATOR(pg_catalog.=) 'd'))
    AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM owned WHERE owned.classid OPERATOR(pg_catalog.=) 1247 AND owned.objid OPERATOR(pg_catalog.=) t.oid)
  UNION ALL
  SELECT 'function', n.nspname::pg_catalog.text, p.proname::pg_catalog.text
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
  WHERE p.proname OPERATOR(pg_catalog.=) ANY ($4::pg_catalog.text[])
    AND p.pronargs OPERATOR(pg_catalog.>=) 1 AND p.pronargs OPERATOR(pg_catalog.-) p.pronargdefaults OPERATOR(pg_catalog.<=) 1
    AND (n.nspname OPERATOR(pg_catalog.=) 'pg_catalog' AND NOT p.proname OPERATOR(pg_catalog.=) ANY ($6::pg_catalog.text[]) AND p.provolatile OPERATOR(pg_catalog.=) 'v'
      OR n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog' AND EXISTS (
        SELECT 1 FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.typrelid
        WHERE t.oid OPERATOR(pg_catalog.=) p.proargtypes[0]
          AND (t.typtype OPERATOR(pg_catalog.=) 'p' OR c.relname OPERATOR(pg_catalog.=) ANY ($5::pg_catalog.text[]))
          AND NOT EXISTS (
            SELECT 1 FROM pg_catalog.pg_attribute a
            WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attname OPERATOR(pg_catalog.=) p.proname)))
  UNION ALL
  SELECT 'function', n.nspname::pg_catalog.text, p.proname::pg_catalog.text
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
  WHERE (n.nspname::pg_catalog.text OPERATOR(pg_catalog.||) '.' OPERATOR(pg_catalog.||) p.proname::pg_catalog.text) OPERATOR(pg_catalog.=) ANY ($7::pg_catalog.text[])
    AND NOT EXISTS (SELECT 1 FROM owned WHERE owned.classid OPERATOR(pg_catalog.=) 1255 AND owned.objid OPERATOR(pg_catalog.=) p.oid)
  LIMIT 1`;

/** The question for the names of one statement. */
export function shadowQuery(used: UsedNames): { text: string; values: string[][] } {
  const fields = [...used.fields];
  return {
    text: shadowSql,
    values: [
      [...used.functions],
      [...used.operators],
      [...used.types],
      fields,
      [...used.relations],
      fields.filter(isAllowedFunction),
      [...used.names],
    ],
  };
}
