import type { TokenStream } from '../stream';

/** Deeper trees exhaust the parser's stack, after which it reads nothing any more (measured: 500 hold, 600 do not). */
const maxDepth = 400;
/** More queries joined by set operations take the parser long: it copies what it has. */
const maxSets = 250;

/** Operators that put one more level on the tree, wherever they stand in a row: `a AND b AND c`. */
const joining = /^(?:AND|OR|XOR)$/;
const chained =
  /^(?:[-+*/%|&^=<>!~]|->|DIV|MOD|IS|LIKE|COLLATE|NOT|IN|BETWEEN|AT|REGEXP|RLIKE|PRIOR)$/;
/** Words after which an expression begins anew. */
const beginning =
  /^(?:SELECT|FROM|WHERE|GROUP|ORDER|HAVING|ON|WHEN|THEN|ELSE|JOIN|UNION|EXCEPT|INTERSECT|MINUS|VALUES|BY)$/;

/** Whether a statement may be given to the parser: an upper bound of its tree's depth, from its words alone. */
export function isTooDeep(stream: TokenStream): boolean {
  const levels = [{ joins: 0, chain: 0 }];
  let depth = 0;
  let sets = 0;
  for (let index = 0; index < stream.length; index += 1) {
    const level = levels.at(-1);
    if (!level) return true;
    const text = stream.word(index) || (stream.at(index)?.text ?? '');
    const before = level.joins + level.chain;
    if (text === '(') levels.push({ joins: 1, chain: 0 });
    else if (text === ')' && levels.length > 1) {
      levels.pop();
      depth -= before;
      continue;
    } else if (text === ',' || beginning.test(text)) Object.assign(level, { joins: 0, chain: 0 });
    else if (joining.test(text)) Object.assign(level, { joins: level.joins + 1, chain: 0 });
    else if (chained.test(text)) level.chain += 1;
    if (/^(?:UNION|EXCEPT|INTERSECT|MINUS)$/.test(text)) sets += 1;
    depth += text === '(' ? 1 : level.joins + level.chain - before;
    if (depth > maxDepth || sets > maxSets) return true;
  }
  return false;
}
