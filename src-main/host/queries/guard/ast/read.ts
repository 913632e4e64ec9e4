import { adapt } from '../adapt';
import { formOf } from '../commands';
import { functionLists, refuseFunctionNamed, type ParsedDialect } from '../functions/index';
import { noNames, type Reading, type Refusal, type UsedNames } from '../judgement';
import { offsetOfCodePoints } from '../place';
import type { TokenizedStatement } from '../parameters';
import { namesToParser } from '../rewritings';
import { TokenStream } from '../stream';
import { checkCalls, checkWords, folded } from '../votes';
import { isTooDeep } from './depth';
import { parse } from './parser';
import { walkTree, type NameRules } from './walk';

/**
 * Reads a statement of a dialect whose own grammar we do not have, by two votes: its words
 * (`votes.ts`), then the tree of a parser in which every node is on a list. Only what both
 * find reading passes.
 */
export async function readWithParser(
  dialect: ParsedDialect,
  statement: TokenizedStatement,
): Promise<Reading> {
  const { text, tokens } = statement;
  const used = noNames();
  const parts = new TokenStream(tokens.filter(({ start }) => start < text.length));
  const starts = statementStarts(parts);
  const [first, second] = starts;
  const answer = (refusals: Refusal[]): Reading => ({
    refusals,
    used,
    statements: starts.length,
    syntaxError: null,
  });
  if (first === undefined) return answer([{ reason: 'empty', params: {}, offset: null }]);
  const stream = new TokenStream(parts.tokens.filter(({ kind }) => kind !== 'separator'));
  const form = formOf(dialect, stream);
  const planned = form.kind === 'query' && form.planned;
  const refusals: Refusal[] = [];
  if (second !== undefined && !(form.kind === 'refused' && form.isBlock)) {
    const params = { count: String(starts.length) };
    refusals.push({ reason: 'one-statement', params, offset: second });
  }
  if (form.kind === 'refused') {
    const { reason, params } = form;
    const inside = checkWords(dialect, stream, false);
    // What a server executes although it looks like a comment says more than what follows it.
    refusals.push(...inside.filter((one) => one.reason === 'executable-comment'));
    refusals.push({ reason, params, offset: first });
    // Its own first word has been named; what else it holds is told, too.
    refusals.push(...inside.filter(({ offset }) => offset !== first));
    refusals.push(
      ...checkCalls(dialect, stream).filter(({ reason: why }) => why === 'function-holds'),
    );
    return answer(refusals);
  }
  if (form.kind === 'command') {
    // The patterns of PRAGMA name all that may be called.
    if (dialect !== 'sqlite') refusals.push(...checkCalls(dialect, stream, used));
    // `SHOW CREATE TABLE`, `SHOW MASTER STATUS` have words that begin statements elsewhere.
    refusals.push(
      ...checkWords(dialect, stream, true).filter(({ reason }) => reason !== 'statement-inside'),
    );
    return answer(refusals);
  }
  const query = new TokenStream(stream.tokens.slice(form.from));
  refusals.push(...checkWords(dialect, query, planned), ...checkCalls(dialect, query, used));
  if (isTooDeep(query))
    return answer([{ reason: 'too-deep', params: {}, offset: null }, ...refusals]);
  // They are written otherwise for the parser, so that its tree does not tell them.
  if (dialect === 'oracle')
    for (const { text: name } of query.tokens)
      if (namesToParser.oracle.has(name.toUpperCase())) used.names.add(name.toUpperCase());
  const adapted = adapt(dialect, text, query, used);
  refusals.push(...adapted.refusals);
  if (refusals.length > 0) return answer(refusals);
  return answer(await byTree(dialect, adapted.text, query, planned, used));
}

/** The second vote. Adds to `used` what the server is asked about. */
async function byTree(
  dialect: ParsedDialect,
  text: string,
  stream: TokenStream,
  planned: boolean,
  used: UsedNames,
): Promise<Refusal[]> {
  const parsed = await parse(dialect, text);
  if (!Array.isArray(parsed)) {
    const { message, place } = parsed;
    return [{ reason: 'not-parsed', params: { message }, offset: place && offsetOf(text, place) }];
  }
  const { found, selects, cases } = walkTree(parsed, nameRules(dialect, used), planned);
  const refusals = found.map(({ reason, params, place }): Refusal => ({
    reason,
    params,
    offset: place && offsetOf(text, place),
  }));
  const count = (word: string): number =>
    stream.tokens.filter((_, index) => stream.word(index) === word && !stream.is(index - 1, '.'))
      .length;
  // Parser and server must see the same statement, to its end.
  if (parsed.length !== 1 || selects !== count('SELECT'))
    refusals.push({ reason: 'not-understood', params: { syntax: 'SELECT' }, offset: null });
  if (cases !== count('CASE') || cases !== count('END'))
    refusals.push({ reason: 'not-understood', params: { syntax: 'END' }, offset: null });
  return refusals;
}

function nameRules(dialect: ParsedDialect, used: UsedNames): NameRules {
  const list = functionLists[dialect];
  return {
    refuseFunction(path, isMethod) {
      const reason = refuseFunctionNamed(list, path, isMethod);
      return reason === null
        ? null
        : { reason, params: { name: path.map(({ text }) => text).join('.') } };
    },
    column(path) {
      if (dialect !== 'oracle') return;
      const name = folded(path);
      if (!list.values.has(name)) used.names.add(name);
    },
    refuseRelation(path) {
      const name = path.at(-1)?.text ?? '';
      const place = dialect === 'mysql' ? path.slice(-2).map(({ text }) => text) : [name];
      used.relations.add(place.join('\0'));
      // `server.database.schema.table`; of HANA a remote source stands first.
      if ((dialect === 'sqlserver' || dialect === 'hana') && path.length > 3)
        return { reason: 'remote', params: { name: path.map(({ text }) => text).join('.') } };
      // A pragma that is read like a table does what it does.
      if (dialect === 'sqlite' && /^pragma_/i.test(name) && !list.functions.has(name.toUpperCase()))
        return { reason: 'function-not-allowed', params: { name } };
      return null;
    },
  };
}

/** Where statements begin, in offsets of the text. */
function statementStarts(stream: TokenStream): number[] {
  const starts: number[] = [];
  for (let index = 0; index < stream.length; index += 1) {
    if (stream.at(index)?.kind === 'separator') continue;
    if (index === 0 || stream.at(index - 1)?.kind === 'separator') starts.push(stream.start(index));
  }
  return starts;
}

/** Offset of a line and column in code points, both from 1. */
function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf('\n', start);
    if (end === -1) break;
    start = end + 1;
  }
  return start + offsetOfCodePoints(text.slice(start), column - 1);
}
