/**
 * The statements that read a schema. What the login does not see is absent. Columns of the answers,
 * flags as 1 and 0:
 *
 * - `objects`: schema, name, kind (`schemaObjectKinds`), estimated rows, comment, found without its
 *   schema, belongs to the database itself, arguments or target
 * - `columns`: schema, object, name, type, nullable, default, comment, values as a JSON array
 * - `keys`: schema, object, key, kind (p, u, f), column, and where a foreign key points: schema, object, column
 * - `indexes`: schema, object, index, unique, valid, column or expression
 *
 * Rows of one object stand together, columns of a key or an index in their order.
 */
export interface SchemaStatements {
  objects: readonly string[];
  columns: string;
  keys: string;
  indexes: string;
}
