import { AppError, type ErrorCode } from '../../../../contract/errors';

/** What the regex crate says, and the code that says it in both languages. */
const reasons: [says: RegExp, code: ErrorCode][] = [
  [/exceeds size limit|maximum number of nested/, 'logs.expression-too-large'],
  [/look-around/, 'logs.expression-look-around'],
  [/backreferences/, 'logs.expression-back-reference'],
  [/unclosed (group|character class|counted repetition)/, 'logs.expression-unclosed'],
  [/unopened group/, 'logs.expression-unopened'],
  [/repetition operator missing expression/, 'logs.expression-nothing-to-repeat'],
  [/repetition|decimal literal/, 'logs.expression-repetition'],
  [/class range/, 'logs.expression-range'],
  [/escape|hexadecimal|backslash/, 'logs.expression-escape'],
  [/Unicode property/i, 'logs.expression-property'],
];

/**
 * The reason and the place why a text is no regular expression.
 *
 * @param error what the regex crate threw: `regex parse error:`, the expression, carets under
 *   the place, `error: reason`
 */
export function whyInvalid(error: unknown, typed: string): AppError {
  const words = error instanceof Error ? error.message : String(error);
  const reason = /(?:^|\n)error: (.*)/.exec(words)?.[1] ?? words.split('\n')[0] ?? '';
  const caret = /\n( *)(\^+)\n/.exec(words);
  // The crate indents the expression by four.
  const at = caret?.[1] === undefined ? null : caret[1].length - 4;
  const part = at === null ? '' : [...typed].slice(at, at + (caret?.[2]?.length ?? 1)).join('');
  const code = reasons.find(([says]) => says.test(reason))?.[1] ?? 'logs.expression-invalid';
  if (code === 'logs.expression-too-large') return tooLarge(typed);
  if (at === null) return new AppError('logs.expression-invalid', { reason, at: 1, part: typed });
  // The words of the crate are English: they are told only where there are no own ones.
  if (code === 'logs.expression-invalid') return new AppError(code, { reason, at: at + 1, part });
  return new AppError(code, { at: at + 1, part });
}

/** An expression that would take too much memory or time. */
export function tooLarge(typed: string): AppError {
  return new AppError('logs.expression-too-large', { part: typed });
}
