/** One part of a pattern for names: a character, any one, any run, or one of a class. */
type Token =
  | { kind: 'text'; character: string }
  | { kind: 'any' }
  | { kind: 'run' }
  | { kind: 'class'; negated: boolean; ranges: readonly (readonly [string, string])[] };

/** Whether a text has characters that stand for others in a pattern. */
export function hasWildcards(text: string): boolean {
  return /[*?[\]{}]/.test(text);
}

/**
 * A test for names: `*`, `?`, `[a-z]`, `[!a-z]` as a shell has them. Takes time in proportion to
 * pattern × name, however many `*` there are.
 */
export function nameMatcher(pattern: string, ignoreCase: boolean): (name: string) => boolean {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const tokens = tokensOf(fold(pattern));
  return (name) => matches(tokens, [...fold(name)]);
}

/** The same for the names of a path, of which `**` stands for any number. */
export function pathMatcher(
  patterns: readonly string[],
  ignoreCase: boolean,
): (names: readonly string[]) => boolean {
  const [first, ...rest] = patterns;
  if (first === undefined) return (names) => names.length === 0;
  const following = pathMatcher(rest, ignoreCase);
  if (first === '**') return (names) => names.some((_, at) => following(names.slice(at)));
  const accepts = nameMatcher(first, ignoreCase);
  return ([name, ...further]) => name !== undefined && accepts(name) && following(further);
}

/** The patterns that `{a,b}` stands for; at most so many as given. */
export function alternatives(pattern: string, most = 64): string[] {
  const open = pattern.indexOf('{');
  const close = pattern.indexOf('}', open);
  if (open < 0 || close < 0) return [pattern];
  const before = pattern.slice(0, open);
  const found: string[] = [];
  for (const part of pattern.slice(open + 1, close).split(',')) {
    for (const rest of alternatives(pattern.slice(close + 1), most)) {
      if (found.length < most) found.push(before + part + rest);
    }
  }
  return found;
}

function tokensOf(pattern: string): Token[] {
  const characters = [...pattern];
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const close = character === '[' ? characters.indexOf(']', at + 2) : -1;
    if (character === '*') tokens.push({ kind: 'run' });
    else if (character === '?') tokens.push({ kind: 'any' });
    else if (close > 0) {
      tokens.push(classOf(characters.slice(at + 1, close)));
      at = close;
    } else tokens.push({ kind: 'text', character });
  }
  return tokens;
}

function classOf(characters: readonly string[]): Token {
  const negated = characters[0] === '!' || characters[0] === '^';
  const ranges: [string, string][] = [];
  for (let at = negated ? 1 : 0; at < characters.length; at += 1) {
    const from = characters[at] ?? '';
    const ranged = characters[at + 1] === '-' && at + 2 < characters.length;
    ranges.push([from, ranged ? (characters[at + 2] ?? from) : from]);
    if (ranged) at += 2;
  }
  return { kind: 'class', negated, ranges };
}

function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  // Where to go on when what follows the last `*` does not fit here.
  let runToken = -1;
  let runAt = 0;
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted?.kind === 'run') {
      runToken = token;
      runAt = at;
      token += 1;
    } else if (wanted && fits(wanted, name[at] ?? '')) {
      token += 1;
      at += 1;
    } else if (runToken >= 0) {
      token = runToken + 1;
      runAt += 1;
      at = runAt;
    } else return false;
  }
  while (tokens[token]?.kind === 'run') token += 1;
  return token === tokens.length;
}

function fits(token: Token, character: string): boolean {
  if (token.kind === 'any') return true;
  if (token.kind === 'text') return token.character === character;
  if (token.kind === 'run') return false;
  const within = token.ranges.some(([from, to]) => character >= from && character <= to);
  return within !== token.negated;
}
