// How to read a syntax tree of libpg-query.

/** A syntax tree of libpg-query: each node is `{ NodeName: fields }`. */
export type Tree = { [key: string]: unknown };

/** The items of a list; of what is none, no items. */
export function list(value: unknown): Tree[] {
  return Array.isArray(value) ? (value as Tree[]) : [];
}

/** The texts of a list of names; `*` and subscripts have none. */
export function strings(value: unknown): string[] {
  return list(value).flatMap((item) => {
    const text = (item['String'] as { sval?: string } | undefined)?.sval;
    return item['String'] === undefined ? [] : [text ?? ''];
  });
}

/** Offsets; an unknown one is -1. */
export function numberOr(value: unknown, otherwise: number | null): number | null {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}

/** Whether the argument of an EXPLAIN option turns it off. */
export function isOff(argument: unknown): boolean {
  const tree = (argument ?? {}) as Tree;
  const text = (tree['String'] as { sval?: string } | undefined)?.sval;
  if (text !== undefined) return ['false', 'off', '0'].includes(text.toLowerCase());
  // Zero is the value that this encoding leaves out.
  return tree['Integer'] !== undefined && ((tree['Integer'] as { ival?: number }).ival ?? 0) === 0;
}

/** `DropStmt` → `DROP`, `CreateTableAsStmt` → `CREATE TABLE AS`. */
export function statementName(node: string, fields: Tree): string {
  if (node === 'TransactionStmt') {
    return (fields['kind'] as string).replace('TRANS_STMT_', '').replaceAll('_', ' ');
  }
  if (node === 'VariableSetStmt') return fields['kind'] === 'VAR_RESET' ? 'RESET' : 'SET';
  return node
    .replace(/Stmt$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}
