import type { SchemaStatements } from './form';

/** learn.microsoft.com: Object Catalog Views (sys.all_objects, sys.all_columns, sys.indexes, …), Extended Properties. */
const kinds = `CASE RTRIM(o.type) WHEN 'U' THEN 'table' WHEN 'S' THEN 'table' WHEN 'V' THEN 'view' WHEN 'SN' THEN 'synonym'
         WHEN 'SO' THEN 'sequence' WHEN 'P' THEN 'procedure' WHEN 'PC' THEN 'procedure' ELSE 'function' END`;

export const sqlserver: SchemaStatements = {
  objects: [
    `SELECT s.name, o.name, ${kinds},
       (SELECT SUM(p.rows) FROM sys.partitions AS p WHERE p.object_id = o.object_id AND p.index_id IN (0, 1)),
       CAST(e.value AS nvarchar(1000)),
       CASE WHEN s.name IN ('dbo', 'sys') THEN 1 ELSE 0 END,
       CASE WHEN s.name IN ('sys', 'INFORMATION_SCHEMA') THEN 1 ELSE 0 END,
       COALESCE(y.base_object_name, '')
  FROM sys.all_objects AS o
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  LEFT JOIN sys.synonyms AS y ON y.object_id = o.object_id
  LEFT JOIN sys.extended_properties AS e ON e.class = 1 AND e.major_id = o.object_id AND e.minor_id = 0 AND e.name = 'MS_Description'
 WHERE o.type IN ('U', 'V', 'SN', 'SO', 'FN', 'IF', 'TF', 'FS', 'FT', 'P', 'PC')
 ORDER BY s.name, o.name`,
  ],
  columns: `SELECT s.name, o.name, c.name,
       t.name + CASE
         WHEN t.name IN ('varchar', 'char', 'varbinary', 'binary') THEN '(' + CASE WHEN c.max_length = -1 THEN 'max' ELSE CAST(c.max_length AS varchar(10)) END + ')'
         WHEN t.name IN ('nvarchar', 'nchar') THEN '(' + CASE WHEN c.max_length = -1 THEN 'max' ELSE CAST(c.max_length / 2 AS varchar(10)) END + ')'
         WHEN t.name IN ('decimal', 'numeric') THEN '(' + CAST(c.precision AS varchar(10)) + ',' + CAST(c.scale AS varchar(10)) + ')'
         ELSE '' END,
       CASE WHEN c.is_nullable = 1 THEN 1 ELSE 0 END,
       d.definition, CAST(e.value AS nvarchar(1000)), NULL
  FROM sys.all_columns AS c
  JOIN sys.all_objects AS o ON o.object_id = c.object_id
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  JOIN sys.types AS t ON t.user_type_id = c.user_type_id
  LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
  LEFT JOIN sys.extended_properties AS e ON e.class = 1 AND e.major_id = c.object_id AND e.minor_id = c.column_id AND e.name = 'MS_Description'
 WHERE o.type IN ('U', 'V', 'IF', 'TF')
 ORDER BY c.object_id, c.column_id`,
  keys: `SELECT s.name, o.name, k.name, k.kind, k.column_name, k.target_schema, k.target, k.target_column
  FROM (
    SELECT c.parent_object_id AS object_id, c.name AS name, CASE WHEN c.type = 'PK' THEN 'p' ELSE 'u' END AS kind,
           l.name AS column_name, NULL AS target_schema, NULL AS target, NULL AS target_column, x.key_ordinal AS place
      FROM sys.key_constraints AS c
      JOIN sys.index_columns AS x ON x.object_id = c.parent_object_id AND x.index_id = c.unique_index_id AND x.key_ordinal > 0
      JOIN sys.columns AS l ON l.object_id = x.object_id AND l.column_id = x.column_id
    UNION ALL
    SELECT f.parent_object_id, f.name, 'f', l.name, rs.name, ro.name, rl.name, x.constraint_column_id
      FROM sys.foreign_keys AS f
      JOIN sys.foreign_key_columns AS x ON x.constraint_object_id = f.object_id
      JOIN sys.columns AS l ON l.object_id = x.parent_object_id AND l.column_id = x.parent_column_id
      JOIN sys.objects AS ro ON ro.object_id = x.referenced_object_id
      JOIN sys.schemas AS rs ON rs.schema_id = ro.schema_id
      JOIN sys.columns AS rl ON rl.object_id = x.referenced_object_id AND rl.column_id = x.referenced_column_id
  ) AS k
  JOIN sys.objects AS o ON o.object_id = k.object_id
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
 ORDER BY k.object_id, k.name, k.place`,
  indexes: `SELECT s.name, o.name, i.name,
       CASE WHEN i.is_unique = 1 THEN 1 ELSE 0 END,
       CASE WHEN i.is_disabled = 1 THEN 0 ELSE 1 END,
       l.name
  FROM sys.indexes AS i
  JOIN sys.objects AS o ON o.object_id = i.object_id
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  JOIN sys.index_columns AS x ON x.object_id = i.object_id AND x.index_id = i.index_id AND x.key_ordinal > 0
  JOIN sys.columns AS l ON l.object_id = x.object_id AND l.column_id = x.column_id
 WHERE o.type IN ('U', 'V') AND i.name IS NOT NULL
 ORDER BY i.object_id, i.index_id, x.key_ordinal`,
};
