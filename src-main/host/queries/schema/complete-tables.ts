import type { CompletionContext } from './completion-context';
import { ranks } from './collector';
import { commonTable, tableOf } from './columns';
import { isRelation } from './directory';
import { conditionOffers, joinOffers } from './joins';

/** Completes what stands after FROM and JOIN, and conditions between tables. */
export class TableCompletion {
  private readonly context: CompletionContext;

  constructor(context: CompletionContext) {
    this.context = context;
  }

  commonTables(): void {
    for (let block = this.context.cursor.block; block; block = block.parent)
      for (const source of block.common.values())
        this.context.found.add(this.context.typed.match(source.alias), ranks.inScope, () => ({
          label: source.alias,
          kind: 'alias',
          insert: this.context.quote(source.alias),
          detail: 'WITH',
          comment: '',
        }));
  }

  /** Tables, views and what else rows come from; of one schema, or of all. */
  relations(inSchema: string | null): void {
    const { schema, used } = this.context.request;
    if (!schema) return;
    const { directory } = schema;
    const only =
      inSchema === null
        ? null
        : directory.schemas.findIndex((name) => name.toLowerCase() === inSchema.toLowerCase());
    const named = new Set(this.namedTables());
    for (const [number, entry] of directory.entries.entries()) {
      if (only !== null && entry.schema !== only) continue;
      if (!isRelation(entry.kind)) continue;
      const match = this.context.typed.match(entry.name, entry.comment, directory.folded[number]);
      if (match === null) continue;
      const rank = entry.system
        ? ranks.system
        : used.has(number) || named.has(number)
          ? ranks.used
          : entry.visible
            ? ranks.visible
            : ranks.elsewhere;
      this.context.found.add(match, rank, () => ({
        label: entry.name,
        kind: entry.kind,
        insert: only === null ? this.context.qualifiedName(number) : this.context.quote(entry.name),
        detail: directory.schemaOf(entry),
        comment: entry.comment,
      }));
    }
  }

  schemas(): void {
    const { directory } = this.context.request.schema ?? {};
    for (const name of directory?.schemas ?? [])
      this.context.found.add(this.context.typed.match(name), ranks.schema, () => ({
        label: name,
        kind: 'schema',
        insert: this.context.quote(name),
        detail: '',
        comment: '',
      }));
  }

  joins(): void {
    const { schema } = this.context.request;
    if (!schema) return;
    const near = this.context.sources().filter(({ distance }) => distance === 0);
    const sources = near
      .map(({ source }) => source)
      .filter((source) => !this.isCommon(source.name));
    for (const { table, insert } of joinOffers(
      schema,
      sources,
      (number) => this.context.qualifiedName(number),
      this.context.writing,
    )) {
      const entry = schema.directory.entries[table];
      this.context.found.add(
        this.context.typed.match(entry?.name ?? '', entry?.comment),
        ranks.join,
        () => ({
          label: insert,
          kind: 'join',
          insert,
          detail: '',
          comment: entry?.comment ?? '',
        }),
      );
    }
  }

  conditions(): void {
    const { schema } = this.context.request;
    const { at } = this.context.cursor;
    if (!schema) return;
    const near = this.context
      .sources()
      .filter(({ distance, source }) => distance === 0 && source.at < at);
    for (const insert of conditionOffers(
      schema,
      near.map(({ source }) => source),
      this.context.writing,
    ))
      this.context.found.add(this.context.typed.match(insert), ranks.join, () => ({
        label: insert,
        kind: 'join',
        insert,
        detail: '',
        comment: '',
      }));
  }

  /** Tables that other parts of this statement read. */
  private namedTables(): number[] {
    const { schema } = this.context.request;
    return this.context.cursor.scopes.blocks.flatMap(({ sources }) =>
      sources.flatMap(({ name }) => (schema && name && tableOf(schema, name)) ?? []),
    );
  }

  private isCommon(name: readonly string[] | null): boolean {
    return name !== null && commonTable(this.context.cursor.block, name) !== null;
  }
}
