import type { SchemaColumn } from '../../../contract/query-schema';
import type { KeptSchema } from './file';
import type { Block, NameParts, Source } from './scope-model';

/** A column of a source; a subquery's is known by name only. */
export type KnownColumn = Pick<SchemaColumn, 'name' | 'type' | 'comment'> & {
  values?: readonly string[];
};

const deepest = 12;
/** More columns than this are not completed: they come from stars of stars. */
const mostColumns = 5_000;

/** The subquery with a name that a query sees, e.g. of its WITH. */
export function commonTable(block: Block | null, name: NameParts): Source | null {
  if (name.length !== 1) return null;
  const key = (name[0] ?? '').toLowerCase();
  for (let around = block; around; around = around.parent) {
    const found = around.common.get(key);
    if (found) return found;
  }
  return null;
}

/** The object a table name means; synonyms are followed. */
export function tableOf(schema: KeptSchema, name: NameParts): number | null {
  const { directory } = schema;
  let number = directory.find(name);
  for (let steps = 0; number !== null && steps < 3; steps += 1) {
    const entry = directory.entries[number];
    if (entry?.kind !== 'synonym') return number;
    const target = entry.detail
      .split('@')[0]
      ?.split('.')
      .map((part) => part.replace(/^[["]|[\]"]$/g, ''));
    number = target ? directory.find(target) : null;
  }
  return number;
}

/** Columns of what a query reads from, as far as they are known. */
export function columnsOf(
  schema: KeptSchema | null,
  source: Source,
  block: Block | null,
  depth = 0,
): readonly KnownColumn[] {
  const found = unnamed(schema, source, block, depth);
  if (source.columns.length === 0) return found;
  return source.columns.map((name, at) => ({ type: '', comment: '', ...found[at], name }));
}

function unnamed(
  schema: KeptSchema | null,
  source: Source,
  block: Block | null,
  depth: number,
): readonly KnownColumn[] {
  if (depth > deepest) return [];
  if (source.block) return outputsOf(schema, source.block, depth);
  if (!source.name) return [];
  const common = commonTable(block, source.name);
  // A name of WITH that stands for the table it reads itself means the table.
  if (common && common !== source)
    return columnsOf(schema, common, block?.parent ?? null, depth + 1);
  const number = schema && tableOf(schema, source.name);
  return schema === null || number === null ? [] : schema.part('columns', number);
}

function outputsOf(schema: KeptSchema | null, block: Block, depth: number): readonly KnownColumn[] {
  const found: KnownColumn[] = [];
  for (const output of block.outputs) {
    if (found.length > mostColumns) break;
    if ('name' in output) {
      found.push(typed(schema, block, output.name, depth));
      continue;
    }
    for (const source of block.sources) {
      if (output.star !== null && source.alias.toLowerCase() !== output.star.toLowerCase())
        continue;
      found.push(...columnsOf(schema, source, block, depth + 1));
    }
  }
  return found;
}

/** A column that is passed on keeps its type and comment. */
function typed(schema: KeptSchema | null, block: Block, name: string, depth: number): KnownColumn {
  for (const source of block.sources) {
    const column = columnsOf(schema, source, block, depth + 1).find(
      (known) => known.name.toLowerCase() === name.toLowerCase(),
    );
    if (column) return { ...column, name };
  }
  return { name, type: '', comment: '' };
}
