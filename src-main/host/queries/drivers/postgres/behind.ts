import type { ServerIdentity } from '../port';
import { equals, ofExtension, type Part } from './parts';

/**
 * What stands behind the relations of a statement and is run by reading them: the functions of
 * views, row policies, casts, operators, aggregates and domains, and those that planning evaluates
 * (of partition keys, indexes, statistics, checks and defaults). A transaction that only reads
 * keeps them from the tables; from files, programs and other servers it does not.
 *
 * They are followed by what the catalogs record (pg_depend); what these leave out, by text:
 * built-in functions by the numbers in a view's tree, and what a body calls by its words. A word
 * too many only leads to a look too many.
 */

const differs = 'OPERATOR(pg_catalog.<>)';
const matches = 'OPERATOR(pg_catalog.~*)';

/** The catalogs' own numbers, the same in all versions (their headers, CATALOG); written so for the sake of short questions. */
const numbers = {
  pg_type: 1247, pg_proc: 1255, pg_class: 1259, pg_constraint: 2606, pg_operator: 2617, pg_rewrite: 2618,
  pg_trigger: 2620, pg_policy: 3256,
}; // prettier-ignore
type Catalog = keyof typeof numbers;
const classOf = (catalog: Catalog): string => `${numbers[catalog]}::pg_catalog.oid`;

/** Whether initdb did not make it (access/transam.h, FirstNormalObjectId). */
const isOwn = (oid: string): string => `${oid} OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid`;

/** Functions that run SQL which they are given as a text; those of extensions among them. */
const runsText = `p.proname::pg_catalog.text ${matches} '^(query_to_|cursor_to_|(table|schema|database)_to_xml|ts_stat$|ts_rewrite$|dblink|crosstab|connectby|xpath_table)'`;

/** Built-in volatile functions that read all the same, touch the session alone or are kept from writing by the server. */
const readsOnly = `p.proname::pg_catalog.text ${matches} '^(pg_read_|pg_ls_|pg_stat_(file|have_stats)|pg_logical_slot_peek_|lo_get$|loread$|currval$|lastval$|currtid|set_config$|setseed$|setval$|nextval$)'`;

/**
 * Words of a body that may reach out of the transaction, or run what no word tells; COPY stands
 * for files and programs. Whatever else writes (INSERT, CREATE …) the transaction forbids.
 */
const acts = `p.prosrc ${matches} $re$\\m(copy|execute|checkpoint)\\M|\\mspi_|\\m(do|load)\\M\\s*(['$]|e'|u&|/\\*|--|language)|\\mu&["']|""$re$`;

/** Whether what runs as a role, or as one that it may take on, can reach out of a transaction that only reads; where dblink is, all can. */
const reachesOut = (role: string): string => `EXISTS (
          SELECT 1 FROM pg_catalog.pg_roles g
          WHERE (g.rolsuper OR g.rolreplication
            OR g.rolname ${equals} ANY (ARRAY['pg_write_server_files', 'pg_execute_server_program', 'pg_signal_backend']::pg_catalog.name[]))
            AND pg_catalog.pg_has_role(${role}, g.oid, 'MEMBER'))`;

/** Always true, but planners expect it of one row in 200: else they take the question for so long that they compile it (jit), for 100 ms. */
const alwaysTrue = (name: string): string =>
  `pg_catalog.left(${name}::pg_catalog.text, 0) ${equals} ''`;

/** One way from an object to others: the objects' class, their numbers, and whether a mere word leads there. */
const edge = (from: Catalog, to: Catalog, oid: string, source: string): string =>
  `SELECT ${classOf(to)}, ${oid}, false FROM ${source} AND r.class ${equals} ${classOf(from)}`;

/** Functions in the tree of a rule or body; pg_depend leaves those out that are built in. */
const inTree = (from: Catalog, tree: string, source: string): string =>
  edge(
    from,
    'pg_proc',
    'f.found[1]::pg_catalog.oid',
    `${source}, LATERAL pg_catalog.regexp_matches(${tree}, ':(?:op)?funcid (\\d+)', 'g') AS f (found) WHERE o.oid ${equals} r.oid`,
  );

const from = (catalog: string, column: string): string =>
  `pg_catalog.${catalog} o WHERE o.${column} ${equals} r.oid`;

const edges = [
  edge('pg_class', 'pg_rewrite', 'o.oid', `${from('pg_rewrite', 'ev_class')} AND o.ev_type ${equals} '1'
            AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_class m WHERE m.oid ${equals} r.oid AND m.relkind ${equals} 'm')`),
  edge('pg_class', 'pg_policy', 'o.oid', from('pg_policy', 'polrelid')),
  edge('pg_class', 'pg_class', 'o.inhrelid', from('pg_inherits', 'inhparent')),
  edge('pg_class', 'pg_type', 'o.reltype', from('pg_class', 'oid')),
  inTree('pg_rewrite', 'o.ev_action::pg_catalog.text', 'pg_catalog.pg_rewrite o'),
  inTree('pg_policy', 'o.polqual::pg_catalog.text', 'pg_catalog.pg_policy o'),
  inTree('pg_constraint', 'o.conbin::pg_catalog.text', 'pg_catalog.pg_constraint o'),
  inTree('pg_proc', `pg_catalog.concat(pg_catalog.to_jsonb(o) OPERATOR(pg_catalog.->>) 'prosqlbody', o.proargdefaults)`, 'pg_catalog.pg_proc o'),
  edge('pg_operator', 'pg_proc', 'o.oprcode::pg_catalog.oid', from('pg_operator', 'oid')),
  ...['aggtransfn', 'aggfinalfn'].map((column) => edge('pg_proc', 'pg_proc', `o.${column}::pg_catalog.oid`, from('pg_aggregate', 'aggfnoid'))),
  // Planning evaluates what is not volatile of a table's partition key and of all that is its own: indexes, checks, defaults, rules, statistics.
  `SELECT d.refclassid, d.refobjid, false FROM (
            SELECT r.class, r.oid UNION
            SELECT o.classid, o.objid FROM pg_catalog.pg_depend o
            WHERE o.refclassid ${equals} r.class AND o.refobjid ${equals} r.oid AND o.deptype ${equals} ANY (ARRAY['a', 'i']::pg_catalog."char"[])
          ) AS part (class, oid)
          JOIN pg_catalog.pg_depend d ON d.classid ${equals} part.class AND d.objid ${equals} part.oid
          JOIN pg_catalog.pg_proc p ON p.oid ${equals} CASE WHEN d.refclassid ${equals} ${classOf('pg_proc')} THEN d.refobjid
            WHEN d.refclassid ${equals} ${classOf('pg_operator')} THEN (SELECT o.oprcode::pg_catalog.oid FROM pg_catalog.pg_operator o WHERE o.oid ${equals} d.refobjid) END
          WHERE p.provolatile ${differs} 'v' AND r.class ${equals} ${classOf('pg_class')}`,
  // What is inside a type, and what is made of it: arrays, multiranges.
  edge('pg_type', 'pg_type', 'a.atttypid', `pg_catalog.pg_type o JOIN pg_catalog.pg_attribute a ON a.attrelid ${equals} o.typrelid WHERE o.oid ${equals} r.oid AND o.typrelid ${differs} 0 AND ${isOwn('a.atttypid')}`),
  edge('pg_type', 'pg_type', 'd.objid', `pg_catalog.pg_depend d WHERE d.refclassid ${equals} ${classOf('pg_type')} AND d.refobjid ${equals} r.oid AND d.classid ${equals} d.refclassid AND d.deptype ${equals} 'i'`),
  edge('pg_type', 'pg_constraint', 'o.oid', from('pg_constraint', 'contypid')),
  edge('pg_type', 'pg_proc', 'o.function', `called o WHERE o.type ${equals} r.oid`),
  `SELECT d.refclassid, d.refobjid, false FROM pg_catalog.pg_depend d
          WHERE d.classid ${equals} r.class AND d.objid ${equals} r.oid AND r.class ${differs} ${classOf('pg_class')}
            AND d.deptype ${equals} ANY (ARRAY['n', 'i']::pg_catalog."char"[])
            AND d.refclassid ${equals} ANY (ARRAY[${(['pg_class', 'pg_proc', 'pg_operator', 'pg_type'] as const).map(classOf).join()}])`,
  // A body calls, reads and casts to what it names.
  `SELECT named.class, named.oid, true FROM pg_catalog.pg_proc o
          JOIN pg_catalog.pg_language l ON l.oid ${equals} o.prolang AND NOT l.lanname ${equals} ANY (ARRAY['c', 'internal']::pg_catalog.name[]),
          LATERAL (
            SELECT DISTINCT spelt::pg_catalog.name FROM pg_catalog.regexp_split_to_table(o.prosrc, $re$[\\s!-#%-/:-@\\[-^\`{-~]+$re$) AS word,
              pg_catalog.unnest(ARRAY[word, pg_catalog.lower(word)]) AS spelt
            UNION SELECT quoted[1]::pg_catalog.name FROM pg_catalog.regexp_matches(o.prosrc, '"([^"]*[^"a-zA-Z0-9_][^"]*)"', 'g') AS quoted
          ) AS w (word),
          LATERAL (
            SELECT ${classOf('pg_proc')}, p.oid FROM pg_catalog.pg_proc p WHERE p.proname ${equals} w.word
              AND (${isOwn('p.oid')} OR p.provolatile ${equals} 'v' OR ${runsText})
            UNION ALL SELECT ${classOf('pg_class')}, c.oid FROM pg_catalog.pg_class c WHERE c.relname ${equals} w.word AND ${isOwn('c.oid')}
            UNION ALL SELECT ${classOf('pg_type')}, t.oid FROM pg_catalog.pg_type t WHERE t.typname ${equals} w.word AND ${isOwn('t.oid')}
          ) AS named (class, oid)
          WHERE r.class ${equals} ${classOf('pg_proc')} AND ${isOwn('r.oid')} AND o.oid ${equals} r.oid`,
  edge('pg_proc', 'pg_operator', 'o.oid', `pg_catalog.pg_proc p JOIN operators o ON pg_catalog.strpos(p.prosrc, o.oprname::pg_catalog.text) OPERATOR(pg_catalog.>) 0 WHERE ${isOwn('r.oid')} AND p.oid ${equals} r.oid`),
]; // prettier-ignore

/** Whether the server has the catalogs that are asked: PostgreSQL from 9.5 on; of its kin none is known to. */
export function looksBehind({ product, version: [major = 0, minor = 0] }: ServerIdentity): boolean {
  return product === 'postgresql' && (major > 9 || (major === 9 && minor >= 5));
}

/** Whether `functionsBehind` would go anywhere from relations of these names: from most tables it would not. */
export const anythingBehind = (relations: readonly string[]): Part => ({
  lists: [relations],
  sql: (
    named,
  ) => `(SELECT 'behind', NULL::pg_catalog.text, NULL::pg_catalog.text, c.relname::pg_catalog.text FROM pg_catalog.pg_class c
    WHERE c.relname ${equals} ANY (${named}) AND ${isOwn('c.oid')} AND (c.relkind ${equals} 'v' OR c.relhassubclass OR c.relrowsecurity
      OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid ${equals} c.oid AND ${isOwn('a.atttypid')})
      OR EXISTS (SELECT 1 FROM pg_catalog.pg_cast k WHERE ${isOwn('k.castfunc')} AND NOT ${ofExtension('pg_proc', 'k.castfunc')})
      OR EXISTS (
        SELECT 1 FROM (
          SELECT ${classOf('pg_class')}, c.oid UNION ALL
          SELECT o.classid, o.objid FROM pg_catalog.pg_depend o
          WHERE o.refclassid ${equals} ${classOf('pg_class')} AND o.refobjid ${equals} c.oid
            AND o.classid ${differs} ${classOf('pg_trigger')} AND o.deptype ${equals} ANY (ARRAY['a', 'i']::pg_catalog."char"[])
        ) AS part (class, oid)
        JOIN pg_catalog.pg_depend d ON d.classid ${equals} part.class AND d.objid ${equals} part.oid
        WHERE d.refclassid ${equals} ANY (ARRAY[${(['pg_proc', 'pg_operator'] as const).map(classOf).join()}])))
    LIMIT 1)`,
});

/** The functions behind relations and types of these names that could act outside the transaction, and the name that leads there. */
export const functionsBehind = (relations: readonly string[], types: readonly string[]): Part => ({
  // A type may be a relation's row.
  lists: [[...relations, ...types], types],
  sql: (
    named,
    typed,
  ) => `SELECT DISTINCT 'view', n.nspname::pg_catalog.text, p.proname::pg_catalog.text, behind.root::pg_catalog.text
    FROM (
      WITH RECURSIVE casts AS (
        SELECT k.castsource, k.casttarget, k.castfunc, k.castcontext FROM pg_catalog.pg_cast k WHERE ${isOwn('k.castfunc')}
      ), called (type, function) AS (
        SELECT casttarget, castfunc FROM casts UNION
        SELECT castsource, castfunc FROM casts WHERE castcontext ${equals} 'i' OR NOT ${isOwn('casttarget')}
      ), operators AS (
        SELECT o.oid, o.oprname FROM pg_catalog.pg_operator o
        WHERE ${isOwn('o.oid')} AND NOT ${ofExtension('pg_operator', 'o.oid')}
      ), reached (root, class, oid, by_word) AS (
        SELECT * FROM (
          SELECT c.relname, ${classOf('pg_class')}, c.oid, false FROM pg_catalog.pg_class c WHERE c.relname ${equals} ANY (${named})
          UNION ALL SELECT t.typname, ${classOf('pg_type')}, t.oid, false FROM pg_catalog.pg_type t WHERE t.typname ${equals} ANY (${typed})
          OFFSET 0
        ) AS root (name, class, oid, by_word) WHERE ${isOwn('root.oid')} AND ${alwaysTrue('root.name')}
        UNION
        SELECT r.root, next.class, next.oid, r.by_word OR next.by_word FROM reached r, LATERAL (
          ${edges.join('\n          UNION ALL ')}
        ) AS next (class, oid, by_word)
      ), functions AS (
        SELECT r.root, r.by_word, f.oid FROM reached r, LATERAL (
          SELECT p.oid FROM pg_catalog.pg_proc p
          WHERE p.oid ${equals} r.oid AND (${isOwn('p.oid')} OR p.provolatile ${equals} 'v' OR ${runsText}) OFFSET 0
        ) AS f WHERE r.class ${equals} ${classOf('pg_proc')}
      )
      SELECT f.*, EXISTS (SELECT 1 FROM functions)
        AND (${reachesOut(`(SELECT m.oid FROM pg_catalog.pg_roles m WHERE m.rolname ${equals} current_user)`)}
          OR EXISTS (SELECT 1 FROM functions g JOIN pg_catalog.pg_proc p ON p.oid ${equals} g.oid WHERE p.prosecdef AND ${reachesOut('p.proowner')})
          OR EXISTS (SELECT 1 FROM pg_catalog.pg_proc p WHERE p.proname ${equals} 'dblink_connect')) AS may
      FROM functions f
    ) AS behind (root, by_word, oid, may)
    JOIN pg_catalog.pg_proc p ON p.oid ${equals} behind.oid
    JOIN pg_catalog.pg_namespace n ON n.oid ${equals} p.pronamespace
    JOIN pg_catalog.pg_language l ON l.oid ${equals} p.prolang
    WHERE CASE WHEN NOT ${isOwn('p.oid')} THEN NOT ${readsOnly} AND (may OR NOT by_word AND NOT ${runsText})
      WHEN ${runsText} THEN may
      ELSE may AND NOT ${ofExtension('pg_proc', 'p.oid')}
        AND (${acts} OR NOT l.lanpltrusted AND p.provolatile ${equals} 'v') END`,
});
