import { ShellSyntaxError } from './shell-tree';

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const token = /\s*(\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/%<>!()?:])/y;

/**
 * The value of `$((…))`: whole numbers, variables, `+ - * / %`, comparisons, `&& || !`, `? :`.
 *
 * @throws ShellSyntaxError
 */
export function evaluateArithmetic(text: string, variable: (name: string) => string): number {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const from = token.lastIndex;
    const found = token.exec(text)?.[1];
    if (found === undefined) throw fault(text.slice(from));
    tokens.push(found);
  }
  let at = 0;
  const expression = (): number => {
    const test = binary(0);
    if (tokens[at] !== '?') return test;
    at += 1;
    const yes = expression();
    if (tokens[at++] !== ':') throw fault(text);
    const no = expression();
    return test === 0 ? no : yes;
  };
  const binary = (level: number): number => {
    const operators = levels[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    for (let sign = tokens[at] ?? ''; operators.includes(sign); sign = tokens[at] ?? '') {
      at += 1;
      left = calculate(sign, left, binary(level + 1));
    }
    return left;
  };
  const unary = (): number => {
    const next = tokens[at++];
    if (next === '-') return -unary();
    if (next === '+') return unary();
    if (next === '!') return unary() === 0 ? 1 : 0;
    if (next === '(') {
      const value = expression();
      if (tokens[at++] !== ')') throw fault(text);
      return value;
    }
    if (next !== undefined && /^\d/.test(next)) return Number(next);
    if (next === undefined || !/^[A-Za-z_]/.test(next)) throw fault(text);
    return Math.trunc(Number(variable(next)) || 0);
  };
  const value = tokens.length === 0 ? 0 : expression();
  if (at < tokens.length) throw fault(tokens.slice(at).join(' '));
  return value;
}

function calculate(sign: string, left: number, right: number): number {
  if ((sign === '/' || sign === '%') && right === 0)
    throw new ShellSyntaxError('arithmetic: division by zero');
  const results: Record<string, () => number | boolean> = {
    '||': () => left !== 0 || right !== 0,
    '&&': () => left !== 0 && right !== 0,
    '==': () => left === right,
    '!=': () => left !== right,
    '<=': () => left <= right,
    '>=': () => left >= right,
    '<': () => left < right,
    '>': () => left > right,
    '+': () => left + right,
    '-': () => left - right,
    '*': () => left * right,
    '/': () => Math.trunc(left / right),
    '%': () => left % right,
  };
  return Number(results[sign]?.() ?? 0);
}

function fault(near: string): ShellSyntaxError {
  return new ShellSyntaxError(`arithmetic: expecting primary: "${near.trim()}"`);
}
