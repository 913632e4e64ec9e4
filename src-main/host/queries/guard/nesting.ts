import type { Dialect } from '../../../contract/dialects';
import { tokens } from './lexer';
import { lexicalRules } from './lexical-rules';

/**
 * Deeper ones are judged in the thread. Where sqlparser fails inside a CAST, an INTERVAL or the
 * like it tries the same text anew as something else, on each level: 20 of them take it seconds, 30
 * hours (measured).
 */
const mostLevels = 9;

/** Words that take an expression behind them without parentheses; POSITION costs its parser five times as much with each level. */
const prefixes =
  'ALL|ANY|ARRAY|BINARY|CAST|CONNECT_BY_ROOT|CONVERT|DATE|DATETIME|DISTINCT|EXISTS|EXTRACT|INTERVAL|LAMBDA|MAP|NOT|POSITION|PRIOR|ROW|SOME|STRUCT|TIME|TIMESTAMP|TRIM|TUPLE';
const prefix = new RegExp(`^(?:${prefixes})$`);
/** Whatever may be a level, wherever it stands. */
const level = new RegExp(String.raw`[([{]|\b(?:CASE|${prefixes})\b`, 'gi');
/** Words that end what stands before them on the same level. */
const ending =
  /^(?:AND|OR|SELECT|FROM|WHERE|GROUP|ORDER|HAVING|ON|BY|JOIN|UNION|EXCEPT|INTERSECT|VALUES)$/;

/** Whether reading a text may take a parser long although it is short. */
export function isNested(dialect: Dialect, typed: string): boolean {
  // Most texts have too little for it: their pieces need not be found.
  if ((typed.match(level)?.length ?? 0) <= mostLevels) return false;
  const open = [{ prefixes: 0, cases: 0 }];
  for (const { kind, text } of tokens(typed, lexicalRules[dialect])) {
    const here = open.at(-1);
    if (text === '(' || text === '[' || text === '{') open.push({ prefixes: 0, cases: 0 });
    else if ((text === ')' || text === ']' || text === '}') && open.length > 1) open.pop();
    else if (here && text === ',') Object.assign(here, { prefixes: 0, cases: 0 });
    else if (here && kind === 'word') {
      const word = text.toUpperCase();
      if (word === 'CASE') here.cases += 1;
      else if (word === 'END') here.cases = Math.max(0, here.cases - 1);
      else if (ending.test(word)) here.prefixes = 0;
      else if (prefix.test(word)) here.prefixes += 1;
    }
    let levels = open.length - 1;
    for (const { prefixes, cases } of open) levels += prefixes + cases;
    if (levels > mostLevels) return true;
  }
  return false;
}
