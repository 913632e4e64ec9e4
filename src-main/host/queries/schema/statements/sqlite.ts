import type { SchemaStatements } from './form';

/** sqlite.org: The Schema Table; PRAGMA functions. Old files call the table `sqlite_master`, and new ones still know the name. */
const relations = `m.type IN ('table', 'view')`;

export const sqlite: SchemaStatements = {
  objects: [
    `SELECT 'main', m.name, m.type, NULL, NULL, 1,
       CASE WHEN m.name LIKE 'sqlite\\_%' ESCAPE '\\' THEN 1 ELSE 0 END, ''
  FROM sqlite_master m
 WHERE ${relations}
 ORDER BY m.name`,
  ],
  columns: `SELECT 'main', m.name, c.name, c.type, 1 - c."notnull", c.dflt_value, NULL, NULL
  FROM sqlite_master m
  JOIN pragma_table_xinfo(m.name) c
 WHERE ${relations}
 ORDER BY m.name, c.cid`,
  keys: `SELECT 'main', k.object, k.name, k.kind, k.column_name, k.target_schema, k.target, k.target_column
  FROM (
    SELECT m.name AS object, 'primary' AS name, 'p' AS kind, c.name AS column_name,
           NULL AS target_schema, NULL AS target, NULL AS target_column, c.pk AS place
      FROM sqlite_master m JOIN pragma_table_info(m.name) c
     WHERE m.type = 'table' AND c.pk > 0
    UNION ALL
    SELECT m.name, 'foreign ' || f.id, 'f', f."from", 'main', f."table", f."to", f.seq
      FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
     WHERE m.type = 'table'
  ) k
 ORDER BY k.object, k.name, k.place`,
  indexes: `SELECT 'main', m.name, i.name, i."unique", 1, COALESCE(c.name, '(…)')
  FROM sqlite_master m
  JOIN pragma_index_list(m.name) i
  JOIN pragma_index_info(i.name) c
 WHERE m.type = 'table'
 ORDER BY m.name, i.name, c.seqno`,
};
