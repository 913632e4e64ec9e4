import { hanaHints, planTraceFlags, queryHints } from './hints';
import { functionLists, type ParsedDialect } from './functions/index';
import type { Refusal, UsedNames } from './judgement';
import { bareName, type TokenStream } from './stream';
import { Page } from './page';
import { namesToParser, rewritings } from './rewritings';
import { folded, isPlaceholder, lockingHintsIn } from './votes';

/**
 * The parser does not know every clause of every server. Clauses that only say how to read are
 * written here in a way it knows, or left out, letter for letter in place, so that its places
 * hold. Whatever they call has been looked at by `checkCalls` before.
 */

/**
 * A text as long as the statement, which the parser reads; and what its clauses were refused for.
 *
 * @param used gets the names of what the parser does not see
 */
export function adapt(
  dialect: ParsedDialect,
  text: string,
  stream: TokenStream,
  used: UsedNames,
): { text: string; refusals: Refusal[] } {
  const page = new Page(text, stream);
  const refusals: Refusal[] = [];
  for (let index = 0; index < stream.length; index += 1) {
    const end =
      clause(dialect, page, stream, index, refusals) ?? rewrite(dialect, page, stream, index, used);
    if (end !== null) index = end - 1;
  }
  return { text: page.text, refusals };
}

/** Clauses with a list of their own in parentheses. Gives the index after one, null where none begins. */
function clause(
  dialect: ParsedDialect,
  page: Page,
  stream: TokenStream,
  index: number,
  refusals: Refusal[],
): number | null {
  const word = stream.word(index);
  const next = stream.word(index + 1);
  const open = index + 1;
  if (namesToParser[dialect].has(word) && !stream.is(open, '('))
    return page.put(index, open, [`${word.slice(0, 1)}_${word.slice(2)}`]);
  if (dialect === 'sqlserver') {
    if (word === 'OPTION' && stream.is(open, '('))
      return listed(page, stream, index, open, queryHints, refusals);
    if (word === 'WITH' && stream.is(open, '(')) {
      const close = stream.closing(open);
      // `OPENJSON(…) WITH (a int)` names columns; what follows a table is hints.
      if (close === -1 || isColumnList(stream, index)) return null;
      refusals.push(...lockingHintsIn(stream, open));
      return page.blank(index, close + 1);
    }
    if (/^(?:XML|JSON)$/.test(next) && word === 'FOR')
      return page.blank(index, endOfFor(stream, index));
    if (word === 'XMLNAMESPACES' && stream.word(index - 1) === 'WITH' && stream.is(open, '(')) {
      const close = stream.closing(open);
      if (close === -1) return null;
      if (stream.is(close + 1, ',')) return page.blank(index, close + 2);
      return page.blank(index - 1, close + 1);
    }
    if (stream.is(index, '(') && index > 1 && stream.isName(index - 1) && isNolock(stream, index))
      return page.blank(index, stream.closing(index) + 1);
  }
  if (dialect === 'hana') {
    if (word === 'WITH' && next === 'HINT' && stream.is(index + 2, '('))
      return listed(page, stream, index, index + 2, hanaHints, refusals);
    if (word === 'WITH' && next === 'PARAMETERS' && stream.is(index + 2, '('))
      return page.blank(index, stream.closing(index + 2) + 1);
    if (word.endsWith('_REGEXPR') && stream.is(open, '(')) commas(page, stream, open);
    if (stream.is(index, '(') && isPlaceholder(stream, index))
      return page.blank(index, stream.closing(index) + 1);
  }
  if (dialect === 'oracle' && stream.is(index, '^') && stream.is(open, '='))
    return page.put(index, open, ['!']);
  if (dialect === 'oracle' && special.test(word) && stream.is(index - 1, '.'))
    return stream.is(open, '(') ? ofPackage(page, stream, index) : null;
  if (
    dialect === 'sqlserver' &&
    stream.at(index)?.text === '$' &&
    stream.at(open)?.kind === 'number'
  )
    return page.blank(index, open);
  // `INTERVAL(a, b)` compares; the parser knows `INTERVAL a DAY` alone.
  if (dialect === 'mysql' && word === 'INTERVAL' && holdsComma(stream, open))
    return page.put(index, open, ['GREATEST']);
  if (dialect === 'mysql' && word === 'MOD' && !stream.is(open, '('))
    return page.put(index, open, ['%']);
  if (dialect === 'mysql' && stream.is(index, '!') && !stream.is(open, '='))
    return page.put(index, open, ['-']);
  if (
    dialect === 'oracle' &&
    word === 'PARTITION' &&
    stream.is(open, '(') &&
    stream.isName(index - 1)
  ) {
    const close = stream.closing(open);
    return close === -1 ? null : page.blank(index, close + 1);
  }
  if (dialect === 'sqlite' && word === 'IS' && !/^(?:NULL|NOT|TRUE|FALSE|DISTINCT)$/.test(next))
    return page.put(index, index + 1, ['=']);
  if (dialect === 'sqlite' && word === 'IS' && next === 'NOT') {
    const third = stream.word(index + 2);
    if (!/^(?:NULL|TRUE|FALSE|DISTINCT)$/.test(third)) return page.put(index, index + 2, ['<>']);
  }
  return null;
}

function holdsComma(stream: TokenStream, open: number): boolean {
  const close = stream.closing(open);
  for (let index = open + 1; index < close; index += 1) {
    if (stream.is(index, '(')) index = stream.closing(index);
    else if (stream.is(index, ',')) return true;
  }
  return false;
}

/** Functions whose names the parser takes for syntax, wherever they stand. */
const special = /^(?:SUBSTR|SUBSTRING|TRIM|POSITION|FLOOR|CEIL)$/;

/** `DBMS_LOB.SUBSTR(…)` as `SUBSTR(…)`: its whole name has been checked. */
function ofPackage(page: Page, stream: TokenStream, index: number): number {
  page.blank(stream.beginOfPath(index), index);
  return index + 1;
}

function isColumnList(stream: TokenStream, index: number): boolean {
  return stream.is(index - 1, ')');
}

function isNolock(stream: TokenStream, open: number): boolean {
  const close = stream.closing(open);
  return close !== -1 && /^(?:NOLOCK|READPAST|READUNCOMMITTED)$/.test(stream.word(open + 1));
}

/** Blanks a list whose words are all in a set, and refuses those that are not. */
function listed(
  page: Page,
  stream: TokenStream,
  begin: number,
  open: number,
  allowed: ReadonlySet<string>,
  refusals: Refusal[],
): number | null {
  const close = stream.closing(open);
  if (close === -1) return null;
  for (let index = open + 1; index < close; index += 1) {
    const word = stream.word(index);
    const flag = word === 'QUERYTRACEON' ? (stream.at(index + 1)?.text ?? '') : null;
    if (flag !== null && !planTraceFlags.has(flag)) {
      const params = { name: `QUERYTRACEON ${flag}` };
      refusals.push({ reason: 'hint-not-allowed', params, offset: stream.start(index) });
    }
    if (word === '' || allowed.has(word)) continue;
    // The values of `LABEL = …` or `RESULT_LAG('…')` are strings and numbers.
    const name = stream.at(index)?.text ?? '';
    refusals.push({ reason: 'hint-not-allowed', params: { name }, offset: stream.start(index) });
  }
  return page.blank(begin, close + 1);
}

/** `FOR XML PATH('x'), ROOT('y'), TYPE` to its end: the end of the query, or of its parenthesis. */
function endOfFor(stream: TokenStream, begin: number): number {
  let index = begin + 1;
  while (index < stream.length) {
    if (stream.is(index, '(')) {
      index = stream.closing(index) + 1;
      if (index === 0) return stream.length;
    } else if (forWords.test(stream.word(index)) || stream.is(index, ',')) index += 1;
    else break;
  }
  return index;
}

const forWords =
  /^(?:XML|JSON|PATH|RAW|AUTO|EXPLICIT|ROOT|TYPE|ELEMENTS|XSINIL|ABSENT|BINARY|BASE64|XMLDATA|XMLSCHEMA|INCLUDE_NULL_VALUES|WITHOUT_ARRAY_WRAPPER)$/;

/** `SUBSTR_REGEXPR('a' FLAG 'i' IN b FROM 1)`: keywords become commas. */
function commas(page: Page, stream: TokenStream, open: number): void {
  const close = stream.closing(open);
  for (let index = open + 1; index < close; index += 1) {
    if (/^(?:FLAG|IN|FROM|OCCURRENCE|GROUP|WITH)$/.test(stream.word(index)))
      page.put(index, index + 1, [',']);
    if (/^(?:START|AFTER|ALL)$/.test(stream.word(index)) && index + 1 < close)
      page.put(index, index + 1, ['']);
  }
}

function rewrite(
  dialect: ParsedDialect,
  page: Page,
  stream: TokenStream,
  index: number,
  used: UsedNames,
): number | null {
  for (const { pattern, replacement } of rewritings[dialect]) {
    const matched = match(stream, index, pattern);
    if (!matched) continue;
    // `SAMPLE (hr.f)`, `AS OF SCN f`: what stands there is called although the parser does not see it.
    if (dialect === 'oracle')
      for (const [part, from, to] of matched.values)
        if (!replacement.includes(part)) addNames(stream, from, to, used);
    const parts = new Map(matched.values.map(([part, from, to]) => [part, [from, to] as const]));
    const kept = replacement.map((part) => parts.get(part) ?? part);
    return page.put(index, matched.end, kept);
  }
  return null;
}

/** Adds the names between two tokens that may be functions without parentheses. */
function addNames(stream: TokenStream, from: number, to: number, used: UsedNames): void {
  for (let index = from; index < to; index += 1) {
    if (!stream.isName(index) || stream.is(index + 1, '(')) continue;
    if (stream.is(index + 1, '.') && stream.isName(index + 2)) continue;
    const path = stream.tokens
      .slice(stream.beginOfPath(index), index + 1)
      .filter(({ kind }) => kind !== 'symbol')
      .map((token) => ({ text: bareName(token), quoted: token.kind === 'name' }));
    const name = folded(path);
    if (!functionLists.oracle.values.has(name)) used.names.add(name);
  }
}

interface Match {
  end: number;
  /** Where names, operands and lists in parentheses stand. */
  values: (readonly [part: string, from: number, to: number])[];
}

function match(stream: TokenStream, begin: number, pattern: readonly string[]): Match | null {
  // `t.regexp` is a column whatever it is called.
  if (stream.is(begin - 1, '.') || stream.is(begin + 1, '.')) return null;
  const values: Match['values'] = [];
  let index = begin;
  for (const part of pattern) {
    const end = matchPart(stream, index, part);
    if (end === null) return null;
    if (/^(?:name|operand|\(…\))$/.test(part)) values.push([part, index, end]);
    index = end;
  }
  return { end: index, values };
}

function matchPart(stream: TokenStream, index: number, part: string): number | null {
  if (part === 'name') return stream.isName(index) ? index + 1 : null;
  if (part === 'string' || part === 'number')
    return stream.at(index)?.kind === part || stream.at(index)?.kind === 'parameter'
      ? index + 1
      : null;
  if (part === '(…)') {
    const close = stream.is(index, '(') ? stream.closing(index) : -1;
    return close === -1 ? null : close + 1;
  }
  if (part === '(') return stream.is(index, '(') ? index + 1 : null;
  if (part === 'operand') return operand(stream, index);
  return stream.word(index) === part ? index + 1 : null;
}

/** A value: a literal, a name, a call, something in parentheses; also with `+`, `-`, `*`, `/` and INTERVAL. */
function operand(stream: TokenStream, begin: number): number | null {
  let index = begin;
  for (;;) {
    if (/^(?:INTERVAL|TIMESTAMP|DATE)$/.test(stream.word(index)) && !stream.is(index + 1, '('))
      index += 1;
    const kind = stream.at(index)?.kind;
    if (stream.is(index, '(')) {
      index = stream.closing(index) + 1;
      if (index === 0) return null;
    } else if (
      kind === 'string' ||
      kind === 'number' ||
      kind === 'parameter' ||
      kind === 'variable'
    )
      index += 1;
    else if (stream.isName(index)) {
      index += 1;
      while (stream.is(index, '.') && stream.isName(index + 1)) index += 2;
      if (stream.is(index, '(')) index = stream.closing(index) + 1;
      if (index === 0) return null;
    } else return null;
    if (/^(?:DAY|HOUR|MINUTE|SECOND|MONTH|YEAR)$/.test(stream.word(index))) index += 1;
    if (!/^[-+*/]$/.test(stream.at(index)?.text ?? '')) return index;
    index += 1;
  }
}
