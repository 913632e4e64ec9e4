import type { Token } from '../guard/lexer';
import { nameOf } from './names';
import {
  afterTable,
  clauseWords,
  setOperations,
  type Block,
  type Clause,
  type Scopes,
  type Source,
} from './scope-model';

const deepest = 60;

/** Reads the tokens of one statement, whole or half written. Never throws. */
export function scopesOf(tokens: readonly Token[]): Scopes {
  return new Reader(tokens).run();
}

class Reader {
  private readonly tokens: readonly Token[];
  private readonly close: number[];
  private readonly scopes: Scopes;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    this.close = closings(tokens);
    this.scopes = { blocks: [], clauses: Array.from({ length: tokens.length + 1 }, () => 'begin') };
  }

  run(): Scopes {
    this.read(0, this.tokens.length, null, 0);
    return this.scopes;
  }

  /** Reads tokens [from, to) as one query, arm by arm of its set operations; gives the first arm. */
  private read(from: number, to: number, parent: Block | null, depth: number): Block {
    const { clauses } = this.scopes;
    const first = this.newBlock(from, to, parent);
    let block = first;
    let clause: Clause = 'begin';
    let item: number | null = null;
    const endItem = (at: number): void => {
      if (item !== null && at > item) this.output(block, item, at);
      item = null;
    };
    let at = from;
    while (at < to) {
      clauses[at] = clause;
      const token = this.tokens[at];
      const word = token?.kind === 'word' ? token.text.toUpperCase() : '';
      const dotted = this.text(at - 1) === '.';
      if (token?.text === '(' && token.kind === 'symbol') {
        const end = Math.min(this.close[at] ?? to, to);
        if (this.beginsQuery(at + 1) && depth < deepest) {
          const inner = this.read(at + 1, end, block, depth + 1);
          at = this.past(end, to);
          if (clause === 'table') {
            at = this.alias(block, { name: null, block: inner }, at, to);
            clause = 'after-table';
          }
          continue;
        }
        if (clause === 'table') {
          // Joins in parentheses read as if they were not there.
          at += 1;
          continue;
        }
        at = this.inside(at + 1, end, to, clause, block, depth);
        continue;
      }
      if (word === 'WITH' && clause === 'begin' && !dotted) {
        at = this.with(at + 1, to, block, depth);
        continue;
      }
      if (setOperations.has(word) && !dotted) {
        endItem(at);
        block.end = at;
        const { common } = block;
        block = this.newBlock(at + 1, to, parent);
        block.common = common;
        clause = 'begin';
        at += 1;
        continue;
      }
      const begun = dotted ? undefined : clauseWords[word];
      if (begun !== undefined && this.begins(word, clause)) {
        endItem(at);
        clause = begun;
        at += 1;
        if (clause === 'select') item = at;
        continue;
      }
      if (clause === 'table' && isName(token) && !(word !== '' && afterTable.has(word))) {
        at = this.table(block, at, to);
        clause = 'after-table';
        continue;
      }
      if (token?.text === ',') {
        if (clause === 'after-table' || (clause === 'on' && this.text(at) === ','))
          clause = 'table';
        if (clause === 'select') {
          endItem(at);
          item = at + 1;
        }
      }
      at += 1;
    }
    clauses[to] = clause;
    endItem(to);
    return first;
  }

  /** Arguments and expressions in parentheses keep the clause they stand in. */
  private inside(
    from: number,
    end: number,
    to: number,
    clause: Clause,
    block: Block,
    depth: number,
  ): number {
    const inner: Clause =
      clause === 'after-table' ? 'other' : clause === 'begin' ? 'condition' : clause;
    for (let at = from; at < end; at += 1) {
      this.scopes.clauses[at] = inner;
      if (this.text(at) !== '(' || !this.beginsQuery(at + 1) || depth >= deepest) continue;
      const close = Math.min(this.close[at] ?? end, end);
      this.read(at + 1, close, block, depth + 1);
      at = this.past(close, end) - 1;
    }
    if (end <= this.tokens.length) this.scopes.clauses[end] = inner;
    return this.past(end, to);
  }

  /** `name [(columns)] AS [NOT MATERIALIZED] (query), …` */
  private with(from: number, to: number, block: Block, depth: number): number {
    let at = this.word(from) === 'RECURSIVE' ? from + 1 : from;
    while (at < to && isName(this.tokens[at])) {
      const name = nameOf(this.tokens[at] as Token);
      const begin = at;
      at += 1;
      let columns: string[] = [];
      if (this.text(at) === '(') {
        const end = Math.min(this.close[at] ?? to, to);
        columns = this.names(at + 1, end);
        at = this.past(end, to);
      }
      while (at < to && ['AS', 'NOT', 'MATERIALIZED'].includes(this.word(at))) at += 1;
      if (this.text(at) !== '(') break;
      const end = Math.min(this.close[at] ?? to, to);
      const source: Source = {
        alias: name,
        aliased: true,
        name: null,
        block: null,
        columns,
        at: begin,
      };
      // Known before it is read: it may name itself.
      block.common.set(name.toLowerCase(), source);
      source.block = depth < deepest ? this.read(at + 1, end, block, depth + 1) : null;
      at = this.past(end, to);
      if (this.text(at) !== ',') break;
      at += 1;
    }
    return at;
  }

  private table(block: Block, from: number, to: number): number {
    const parts: string[] = [];
    let at = from;
    for (;;) {
      const token = this.tokens[at];
      if (!isName(token) || at >= to) break;
      parts.push(nameOf(token));
      at += 1;
      if (this.text(at) !== '.') break;
      at += 1;
      // SQL Server: `database..table`.
      if (this.text(at) === '.') at += 1;
    }
    // A function that gives rows: its columns are not known, its alias is.
    if (this.text(at) === '(') {
      const end = Math.min(this.close[at] ?? to, to);
      for (let inner = at + 1; inner <= end && inner < to; inner += 1)
        this.scopes.clauses[inner] = 'condition';
      at = this.past(end, to);
    }
    return this.alias(block, { name: parts, block: null }, at, to, from);
  }

  private alias(
    block: Block,
    from: Pick<Source, 'name' | 'block'>,
    start: number,
    to: number,
    begin = start,
  ): number {
    let at = start;
    for (let filled = begin; filled < start; filled += 1) this.scopes.clauses[filled] = 'table';
    if (this.word(at) === 'AS' && at < to) at += 1;
    const token = this.tokens[at];
    const explicit =
      at < to &&
      isName(token) &&
      !(token.kind === 'word' && afterTable.has(token.text.toUpperCase()));
    const alias = explicit ? nameOf(token) : (from.name?.at(-1) ?? '');
    if (explicit) at += 1;
    let columns: string[] = [];
    if (explicit && this.text(at) === '(' && at < to) {
      const end = Math.min(this.close[at] ?? to, to);
      columns = this.names(at + 1, end);
      at = this.past(end, to);
    }
    for (let filled = start; filled <= at && filled < to; filled += 1)
      this.scopes.clauses[filled] = 'after-table';
    block.sources.push({ alias, aliased: explicit, columns, at: begin, ...from });
    return at;
  }

  /** The column a part of a select list gives. */
  private output(block: Block, from: number, to: number): void {
    let start = from;
    while (start < to && ['DISTINCT', 'ALL'].includes(this.word(start))) start += 1;
    const last = this.tokens[to - 1];
    if (!last || to <= start) return;
    if (last.text === '*' && last.kind === 'symbol') {
      const before = this.text(to - 2) === '.' ? this.tokens[to - 3] : undefined;
      if (to - 1 === start || before) block.outputs.push({ star: before ? nameOf(before) : null });
    } else if (isName(last)) block.outputs.push({ name: nameOf(last) });
  }

  private names(from: number, to: number): string[] {
    const found: string[] = [];
    for (const token of this.tokens.slice(from, to)) if (isName(token)) found.push(nameOf(token));
    return found;
  }

  /** `FROM` of `EXTRACT(… FROM …)` never comes here; others depend on where they stand. */
  private begins(word: string, clause: Clause): boolean {
    if (word === 'UPDATE' || word === 'TABLE') return clause === 'begin';
    if (word === 'SET') return clause === 'after-table' || clause === 'begin';
    if (word === 'START' || word === 'CONNECT') return clause !== 'select';
    if (word === 'FOR') return clause !== 'select';
    return true;
  }

  private beginsQuery(at: number): boolean {
    let first = at;
    while (this.text(first) === '(') first += 1;
    return ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(this.word(first));
  }

  private past(end: number, to: number): number {
    return Math.min(end + 1, to);
  }

  private newBlock(start: number, end: number, parent: Block | null): Block {
    const block = { start, end, parent, sources: [], common: new Map(), outputs: [] };
    this.scopes.blocks.push(block);
    return block;
  }

  private text(at: number): string {
    const token = this.tokens[at];
    return token?.kind === 'symbol' ? token.text : '';
  }

  private word(at: number): string {
    const token = this.tokens[at];
    return token?.kind === 'word' ? token.text.toUpperCase() : '';
  }
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'name';
}

/** Number of the closing parenthesis of each opening one; of none where it is not written yet. */
function closings(tokens: readonly Token[]): number[] {
  const close: number[] = [];
  const open: number[] = [];
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind !== 'symbol') continue;
    if (text === '(') open.push(at);
    if (text === ')') {
      const begin = open.pop();
      if (begin !== undefined) close[begin] = at;
    }
  }
  for (const at of open) close[at] = tokens.length;
  return close;
}
