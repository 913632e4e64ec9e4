import type { WriteState } from '../../../../src-main/contract/index';

/**
 * Which statements of a write that ended are as if they had never been sent, by their place in the
 * script. What a statement commits by itself stays, and so does all that was sent before it.
 */
export function undoneStatements({
  state,
  statements,
}: Pick<WriteState, 'state' | 'statements'>): ReadonlySet<number> {
  if (state !== 'rolled-back' && state !== 'lost') return new Set();
  const committed = statements.findLastIndex(
    (statement) => statement.flags.includes('commits') && statement.state !== 'waiting',
  );
  return new Set(
    statements.flatMap((statement, at) =>
      at > committed && statement.state === 'done' && !statement.reads ? [at] : [],
    ),
  );
}
