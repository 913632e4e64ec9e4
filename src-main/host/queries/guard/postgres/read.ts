import type { Reading, Refusal } from '../judgement';
import { noNames, type UsedNames } from '../judgement';
import type { Token } from '../lexer';
import type { TokenizedStatement } from '../parameters';
import { offsetOfBytes, offsetOfCodePoints } from '../place';
import { parse } from './parser';
import { walkStatement } from './walk';

/** More statements than this are counted, not looked into. */
const maxWalked = 20;

/**
 * Reads a statement with PostgreSQL's own grammar: exactly one SELECT (also WITH, VALUES,
 * TABLE, set operations), SHOW or plain EXPLAIN, in which every node, function and operator
 * is on a list.
 */
export async function readPostgres({ text, tokens }: TokenizedStatement): Promise<Reading> {
  const parsed = await parse(text);
  const refuse = (refusal: Refusal, syntaxError: string | null = null): Reading => ({
    refusals: [refusal],
    used: noNames(),
    statements: 0,
    syntaxError,
  });
  if ('message' in parsed) {
    const { message, position, empty } = parsed;
    if (empty) return refuse({ reason: 'empty', params: {}, offset: null });
    const offset = position === null ? null : offsetOfCodePoints(text, position);
    return refuse({ reason: 'syntax', params: { message }, offset }, message);
  }
  const { statements } = parsed;
  const [first, second] = statements;
  if (!first) return refuse({ reason: 'empty', params: {}, offset: null });
  const refusals: Refusal[] = [];
  let used: UsedNames = noNames();
  if (second) {
    const params = { count: String(statements.length) };
    refusals.push({ reason: 'one-statement', params, offset: startOf(text, second.location) });
  }
  for (const { tree, location: start } of statements.slice(0, maxWalked)) {
    const walked = walkStatement(tree);
    used = walked.used;
    for (const { reason, params, location } of walked.found) {
      // What is refused as a whole has its place where it begins.
      const offset =
        placeOfClause(reason, tokens) ??
        (location === null ? startOf(text, start) : offsetOfBytes(text, location));
      refusals.push({ reason, params, offset });
    }
  }
  return { refusals, used, statements: statements.length, syntaxError: null };
}

const clauses: Readonly<Record<string, RegExp>> = {
  locks: /^FOR (?:UPDATE|SHARE|NO|KEY)$/,
  into: /^INTO /,
};

/** Where a clause stands that the tree gives no place to: at its first words. */
function placeOfClause(reason: string, tokens: readonly Token[]): number | null {
  const pattern = clauses[reason];
  if (!pattern) return null;
  const words = tokens.filter(({ kind }) => kind !== 'comment');
  const found = words.find(
    ({ kind, text }, index) =>
      kind === 'word' && pattern.test(`${text} ${words[index + 1]?.text ?? ''}`.toUpperCase()),
  );
  return found?.start ?? null;
}

/** Where the words of a statement begin, after blanks and comments. `location` is in bytes. */
function startOf(text: string, location: number): number {
  const start = offsetOfBytes(text, location);
  const gap = /^(?:\s|--[^\r\n]*|\/\*[^]*?\*\/)*/.exec(text.slice(start))?.[0].length ?? 0;
  return start + gap;
}
