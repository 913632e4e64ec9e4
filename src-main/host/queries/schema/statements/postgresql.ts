import type { SchemaStatements } from './form';

/**
 * PostgreSQL manual, 53 System Catalogs and 9.27 System Information Functions. Nothing newer than
 * 9.2 knows, since Kingbase and openGauss answer, too.
 */
const seen = `c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
   AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')`;

export const postgresql: SchemaStatements = {
  objects: [
    `SELECT n.nspname, c.relname,
       CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized' WHEN 'f' THEN 'external' WHEN 'S' THEN 'sequence' ELSE 'table' END,
       CASE WHEN c.reltuples >= 0 AND c.relkind IN ('r', 'p', 'm') THEN c.reltuples::bigint END,
       pg_catalog.obj_description(c.oid, 'pg_class'),
       CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN 1 ELSE 0 END,
       CASE WHEN n.nspname IN ('pg_catalog', 'information_schema') THEN 1 ELSE 0 END,
       ''
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE ${seen}
 ORDER BY n.nspname, c.relname`,
    `SELECT n.nspname, p.proname, 'function', NULL,
       pg_catalog.obj_description(p.oid, 'pg_proc'),
       CASE WHEN pg_catalog.pg_function_is_visible(p.oid) THEN 1 ELSE 0 END,
       0,
       pg_catalog.pg_get_function_identity_arguments(p.oid)
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_temp%'
   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
 ORDER BY n.nspname, p.proname`,
  ],
  columns: `SELECT n.nspname, c.relname, a.attname,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN 0 ELSE 1 END,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid),
       pg_catalog.col_description(a.attrelid, a.attnum),
       (SELECT pg_catalog.array_to_json(pg_catalog.array_agg(e.enumlabel::text ORDER BY e.enumsortorder))
          FROM pg_catalog.pg_enum e WHERE e.enumtypid = a.atttypid)
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind <> 'S' AND ${seen}
 ORDER BY a.attrelid, a.attnum`,
  keys: `SELECT n.nspname, c.relname, k.conname, k.contype, a.attname, fn.nspname, fc.relname, fa.attname
  FROM (SELECT conrelid, conname, contype, conkey, confrelid, confkey, pg_catalog.generate_subscripts(conkey, 1) AS place
          FROM pg_catalog.pg_constraint WHERE contype IN ('p', 'u', 'f')) k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[k.place]
  LEFT JOIN pg_catalog.pg_class fc ON fc.oid = k.confrelid
  LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace
  LEFT JOIN pg_catalog.pg_attribute fa ON fa.attrelid = k.confrelid AND fa.attnum = k.confkey[k.place]
 WHERE ${seen}
 ORDER BY k.conrelid, k.conname, k.place`,
  indexes: `SELECT n.nspname, c.relname, i.relname,
       CASE WHEN x.indisunique THEN 1 ELSE 0 END,
       CASE WHEN x.indisvalid AND x.indisready THEN 1 ELSE 0 END,
       pg_catalog.pg_get_indexdef(x.indexrelid, x.place + 1, false)
  FROM (SELECT indrelid, indexrelid, indisunique, indisvalid, indisready, pg_catalog.generate_subscripts(indkey, 1) AS place
          FROM pg_catalog.pg_index) x
  JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE ${seen}
 ORDER BY x.indrelid, x.indexrelid, x.place`,
};
