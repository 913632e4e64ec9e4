import { columnsOf, type KnownColumn } from './columns';
import type { CompletionContext } from './completion-context';
import { qualifierOf } from './cursor';
import { nameOf } from './names';

/** The column before `=`, `<>` or `IN (` in front of the place. */
export function comparedWith(context: CompletionContext): KnownColumn | null {
  const { tokens, at, block } = context.cursor;
  let before = at - 1;
  if (tokens[before]?.text === '(' || tokens[before]?.text === ',') {
    while (before > 0 && tokens[before]?.text !== '(') before -= 1;
    if (tokens[before - 1]?.text.toUpperCase() !== 'IN') return null;
    before -= 1;
    if (tokens[before - 1]?.text.toUpperCase() === 'NOT') before -= 1;
  } else {
    const operator = before;
    while (/^[=<>!]$/.test(tokens[before]?.text ?? '')) before -= 1;
    if (before === operator) return null;
    before += 1;
  }
  const column = tokens[before - 1];
  if (column?.kind !== 'word' && column?.kind !== 'name') return null;
  const name = nameOf(column).toLowerCase();
  const alias = qualifierOf(tokens, before - 1)
    .at(-1)
    ?.toLowerCase();
  for (const { source } of context.sources()) {
    if (alias !== undefined && source.alias.toLowerCase() !== alias) continue;
    const known = columnsOf(context.request.schema, source, block);
    const found = known.find((candidate) => candidate.name.toLowerCase() === name);
    if (found) return found;
  }
  return { name: nameOf(column), type: '', comment: '' };
}
