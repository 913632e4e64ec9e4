import type { CompletionItem, TextRange } from '../../../contract/query-schema';
import { ranks } from './collector';
import { columnsOf, tableOf, type KnownColumn } from './columns';
import { comparedWith } from './compared';
import { TableCompletion } from './complete-tables';
import { CompletionContext, type CompletionRequest } from './completion-context';
import { cursorAt, type VisibleSource } from './cursor';
import { functionsOf, keywordsOf } from './vocabulary';

export interface Completion {
  range: TextRange;
  items: CompletionItem[];
  incomplete: boolean;
}

/** What fits at a place of a statement, best first. */
export function complete(request: CompletionRequest): Completion {
  const cursor = cursorAt(request.dialect, request.sql, request.offset);
  const context = new CompletionContext(request, cursor);
  new Completer(context).run();
  return { range: cursor.range, ...context.found.take() };
}

class Completer {
  private readonly context: CompletionContext;
  private readonly tables: TableCompletion;

  constructor(context: CompletionContext) {
    this.context = context;
    this.tables = new TableCompletion(context);
  }

  run(): void {
    const { writing, clause, qualifier, tokens, at } = this.context.cursor;
    if (writing === 'none') return;
    if (writing === 'parameter') return this.parameters();
    if (writing === 'string') return this.values();
    if (qualifier.length > 0) return this.qualified(qualifier);
    if (clause === 'begin') return this.keywords(keywordsOf(this.context.request.dialect).begins);
    if (clause === 'after-table')
      return this.keywords(keywordsOf(this.context.request.dialect).within);
    if (clause === 'table') {
      this.tables.commonTables();
      if (tokens[at - 1]?.text.toUpperCase() === 'JOIN') this.tables.joins();
      this.tables.relations(null);
      this.tables.schemas();
      return;
    }
    if (clause === 'on') this.tables.conditions();
    this.values();
    this.columns();
    this.aliases();
    this.parameters();
    this.functions();
    this.keywords(keywordsOf(this.context.request.dialect).within);
  }

  /** After `alias.`, `table.` or `schema.`. */
  private qualified(qualifier: readonly string[]): void {
    const { schema } = this.context.request;
    const { block, at, clause } = this.context.cursor;
    const name = qualifier.at(-1)?.toLowerCase();
    if (clause !== 'table') {
      const own = this.context
        .sources()
        .filter(({ source }) =>
          qualifier.length > 1 && source.name
            ? source.name.at(-1)?.toLowerCase() === name
            : source.alias.toLowerCase() === name,
        );
      const nearest = own[0];
      if (nearest) {
        for (const column of columnsOf(schema, nearest.source, block))
          this.column(column, this.context.quote(column.name), ranks.inScope, nearest);
        return;
      }
    }
    if (!schema) return;
    if (qualifier.length === 1) this.tables.relations(qualifier[0] ?? '');
    const table = clause === 'table' ? null : tableOf(schema, qualifier);
    if (table !== null && at > 0)
      for (const column of schema.part('columns', table))
        this.column(column, this.context.quote(column.name), ranks.inScope);
  }

  private columns(): void {
    const { schema } = this.context.request;
    const known = this.context.sources().map((visible) => ({
      visible,
      columns: columnsOf(schema, visible.source, this.context.cursor.block),
    }));
    const holders = new Map<string, number>();
    for (const { columns } of known)
      for (const { name } of columns) {
        const key = name.toLowerCase();
        holders.set(key, (holders.get(key) ?? 0) + 1);
      }
    for (const { visible, columns } of known) {
      const { source, distance } = visible;
      for (const column of columns) {
        const name = this.context.quote(column.name);
        const shared = (holders.get(column.name.toLowerCase()) ?? 0) > 1 && source.alias !== '';
        const insert = shared ? `${this.context.quote(source.alias)}.${name}` : name;
        this.column(column, insert, distance === 0 ? ranks.inScope : ranks.outer, visible);
      }
    }
    // The names a select list gives, where they can be named.
    const { block, clause } = this.context.cursor;
    if (clause === 'order' || clause === 'group')
      for (const output of block?.outputs ?? [])
        if ('name' in output)
          this.column(
            { name: output.name, type: '', comment: '' },
            this.context.quote(output.name),
            ranks.used,
          );
  }

  private column(column: KnownColumn, insert: string, rank: number, from?: VisibleSource): void {
    const { name, type, comment } = column;
    this.context.found.add(this.context.typed.match(name, comment), rank, () => ({
      label: insert.includes('.') ? insert : name,
      kind: 'column',
      insert,
      detail: [type, from?.source.alias ?? ''].filter((part) => part !== '').join(' · '),
      comment,
    }));
  }

  private aliases(): void {
    for (const { source } of this.context.sources()) {
      const { alias, name } = source;
      if (alias === '') continue;
      this.context.found.add(this.context.typed.match(alias), ranks.alias, () => ({
        label: alias,
        kind: 'alias',
        insert: this.context.quote(alias),
        detail: name?.join('.') ?? '',
        comment: '',
      }));
    }
  }

  /** Values that fit what is compared: of the column's type, and of pick lists. */
  private values(): void {
    const compared = comparedWith(this.context);
    if (!compared) return;
    const add = (value: string, detail: string): void => {
      const insert = `'${value.replaceAll("'", "''")}'`;
      const item = { label: value, kind: 'value', insert, detail, comment: '' } as const;
      this.context.found.add(this.context.typed.match(value), ranks.join, () => item);
    };
    const { values, name } = compared;
    for (const value of values ?? []) add(value, name);
    for (const { name: parameter, choices } of this.context.request.parameters)
      for (const choice of choices) add(choice, `:${parameter}`);
  }

  private parameters(): void {
    const written = this.context.cursor.tokens
      .filter(({ kind }, number) => kind === 'parameter' && number !== this.context.cursor.at)
      .map(({ text }) => text.slice(1));
    const names = [...this.context.request.parameters.map(({ name }) => name), ...written];
    for (const name of new Set(names))
      this.context.found.add(this.context.typed.match(name), ranks.parameter, () => ({
        label: `:${name}`,
        kind: 'parameter',
        insert: `:${name}`,
        detail: '',
        comment: '',
      }));
  }

  private functions(): void {
    for (const name of functionsOf(this.context.request.dialect))
      this.context.found.add(this.context.typed.match(name), ranks.function, () => ({
        label: name,
        kind: 'function',
        insert: this.context.writing.lower ? name.toLowerCase() : name.toUpperCase(),
        detail: '',
        comment: '',
      }));
  }

  private keywords(words: readonly string[]): void {
    for (const word of words)
      this.context.found.add(this.context.typed.match(word), ranks.keyword, () => ({
        label: word,
        kind: 'keyword',
        insert: this.context.small ? word.toLowerCase() : word,
        detail: '',
        comment: '',
      }));
  }
}
