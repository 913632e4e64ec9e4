import { join } from 'node:path';
import type { Dialect } from '../../../contract/dialects';
import { AppError } from '../../../contract/errors';
import type { Inputs } from '../../../contract/index';
import { queryDocumentSchema, wordsIn, type QueryDocument } from '../../../contract/query-document';
import {
  type LibraryFilter,
  type QueryCard,
  type QueryVersion,
  type SavedQuery,
} from '../../../contract/query-library';
import { newId } from '../../../kit/ids';
import type { Json, Op } from '../../../kit/journal';
import type { EventHub } from '../../events';
import type { OpenProfile } from '../../profile/index';
import { placeFields, type DocumentStore, type StoredQuery } from '../documents-store';
import { fitOfAll, statementFor, type ServerKind } from '../packs/choose';
import { readQueryPack, readQueryPacks, type PackStatement } from '../packs/read';
import { declaredParameters, documentOf, freeTitle, isNamed } from './document';
import { folded, narrow, searchable, type Facets } from './search';
import { ownQuery, shippedQuery } from './shown';

export interface LibraryParts {
  profile: OpenProfile;
  store: DocumentStore;
  events: EventHub;
  /** Folder of the program's resources. */
  resources: string;
  /** What is known of a connection's server without asking it. */
  server(endpointId: string): ServerKind;
  /** Whether a shipped statement is the one that was reviewed. */
  reviewed(dialect: Dialect, sql: string): boolean;
  /** Name of who saves. */
  engineer(): string;
}

/** Own queries of the profile and those that are shipped, in one form. */
export class QueryLibrary {
  private readonly parts: LibraryParts;
  private shippedOnes: Promise<SavedQuery[]> | null = null;
  /** Own queries in the form they are shown in, made once for each state of one. */
  private readonly shownOnes = new WeakMap<StoredQuery, SavedQuery>();

  /** Where files of queries lie unless somebody says another place. */
  readonly folder: string;

  constructor(parts: LibraryParts) {
    this.parts = parts;
    this.folder = join(parts.profile.folder, 'queries');
    parts.profile.journal.register('query', parts.store);
  }

  /** Lines of the library, see contract/query-library.ts. */
  async list(filter: LibraryFilter): Promise<{ queries: QueryCard[]; facets: Facets }> {
    const own = filter.origin === 'shipped' ? [] : this.own();
    const shipped = filter.origin === 'own' ? [] : await this.shipped();
    const server = filter.endpointId === undefined ? null : this.parts.server(filter.endpointId);
    return narrow(
      [...own, ...shipped].map((query) =>
        searchable(query, server && fitOfAll(query.statements, server)),
      ),
      filter,
    );
  }

  /** @throws AppError `queries.unknown` {id} */
  async saved(id: string): Promise<SavedQuery> {
    const own = this.parts.store.one(id);
    if (own) return ownQuery(own);
    const shipped = (await this.shipped()).find((query) => query.id === id);
    if (!shipped) throw new AppError('queries.unknown', { id });
    return shipped;
  }

  /**
   * The queries that a runbook may mean by a name: by its id, also of a shipped one, or own ones
   * that are not archived by folder and title, or by title.
   */
  named(name: string): SavedQuery[] {
    const own = this.own().filter(({ archived }) => !archived);
    const id = name.trim();
    const byId = own.filter((query) => query.id === id);
    if (byId.length > 0) return byId;
    const pack = readQueryPack(this.parts.resources, id);
    if (pack) return [shippedQuery(pack, this.parts.reviewed)];
    const wanted = folded(name);
    return own.filter(({ folder, title }) =>
      [title.zh, title.en].some(
        (text) => text !== '' && [folded(text), folded(`${folder}/${text}`)].includes(wanted),
      ),
    );
  }

  /** What a connection would be sent; null where the query has nothing for it. */
  async statementOf(id: string, endpointId: string): Promise<PackStatement | null> {
    const { statements } = await this.saved(id);
    return statementFor(statements, this.parts.server(endpointId)) ?? null;
  }

  /** @throws AppError `queries.title-missing`, `entity.duplicate-name` {name}, `queries.unknown` {id} */
  save({ id, ...input }: Inputs['queries']['save']): SavedQuery {
    return this.keep(id ?? null, this.tidied(input));
  }

  /** @throws AppError `queries.unknown` {id} */
  async copy(id: string, folder: string): Promise<SavedQuery> {
    const query = await this.saved(id);
    const title = freeTitle(query.title, folder, this.own());
    return this.keep(null, { ...documentOf(query, query.statements), title, folder, note: '' });
  }

  /** @throws AppError `queries.unknown` {id} */
  archive(ids: readonly string[], archived: boolean): void {
    const changed = [...new Set(ids)].filter((id) => this.stored(id).archived !== archived);
    this.commit(changed.map((id) => ({ kind: 'set', entity: 'query', id, fields: { archived } })));
  }

  /** @throws AppError `queries.unknown` {id}, `entity.duplicate-name` {name} */
  place({ ids, folder, addTags = [], removeTags = [] }: Inputs['queries']['place']): void {
    const moved = [...new Set(ids)].map((id) => {
      const { document } = this.stored(id);
      const tags = document.tags.filter((tag) => !removeTags.includes(tag));
      return {
        id,
        isNew: false,
        document: {
          ...document,
          folder: folder ?? document.folder,
          tags: [...new Set([...tags, ...addTags])],
        },
      };
    });
    const standing = this.own().filter(({ id }) => !moved.some((one) => one.id === id));
    for (const [index, { document }] of moved.entries()) {
      const others = [...standing, ...moved.slice(0, index).map((one) => one.document)];
      if (others.some((other) => isNamed(other, document)))
        throw new AppError('entity.duplicate-name', { name: wordsIn(document.title, 'zh') });
    }
    this.keepAll(moved);
  }

  versions(id: string): QueryVersion[] {
    const { version: current } = this.stored(id);
    return this.parts.store.versions(id).map(({ version, at, document }) => ({
      version,
      at,
      current: version === current,
      author: document.author,
      note: document.note,
      title: document.title,
      sql: document.statements[0]?.sql.trimStart().split('\n')[0] ?? '',
    }));
  }

  /** @throws AppError `queries.version-gone` {version} */
  version(id: string, version: number): QueryDocument {
    this.stored(id);
    const found = this.parts.store.versions(id).find((one) => one.version === version);
    if (!found) throw new AppError('queries.version-gone', { version });
    return found.document;
  }

  /** An older version comes into force as a new one; its place in the library stays. */
  restoreVersion(id: string, version: number, note: string): SavedQuery {
    const { folder, tags } = this.stored(id).document;
    return this.keep(id, { ...this.version(id, version), folder, tags, note });
  }

  /** What an own query says. @throws AppError `queries.unknown` {id} */
  document(id: string): QueryDocument {
    return this.stored(id).document;
  }

  /** Titles in both languages, by each of them. */
  async titles(): Promise<ReadonlyMap<string, string>> {
    const all = new Map<string, string>();
    for (const { title } of [...this.own(), ...(await this.shipped())]) {
      for (const name of [title.zh, title.en].filter(Boolean))
        all.set(name, `${all.get(name) ?? ''} ${title.zh} ${title.en}`);
    }
    return all;
  }

  /** Every own query, also archived ones. */
  own(): SavedQuery[] {
    return this.parts.store.all().map((stored) => {
      let query = this.shownOnes.get(stored);
      if (!query) this.shownOnes.set(stored, (query = ownQuery(stored)));
      return query;
    });
  }

  /** Takes many at once, all or none; see `import.ts`. */
  keepAll(documents: readonly { id: string; isNew: boolean; document: QueryDocument }[]): void {
    this.commit(
      documents.flatMap(({ id, isNew, document }) =>
        isNew
          ? [{ kind: 'create' as const, entity: 'query', id, fields: this.signed(document) }]
          : this.changes(this.stored(id), document),
      ),
    );
  }

  private keep(id: string | null, document: QueryDocument): SavedQuery {
    const name = wordsIn(document.title, 'zh');
    if (name === '') throw new AppError('queries.title-missing');
    const others = this.own().filter((query) => query.id !== id);
    if (others.some((query) => isNamed(query, document)))
      throw new AppError('entity.duplicate-name', { name });
    const kept = id ?? newId();
    const isNew = id === null;
    this.keepAll([{ id: kept, isNew, document }]);
    return ownQuery(this.stored(kept));
  }

  /** A document as it is kept: declared parameters are those that its statements have. */
  private tidied(input: Omit<Inputs['queries']['save'], 'id'>): QueryDocument {
    const document = queryDocumentSchema.parse(input);
    return { ...document, parameters: declaredParameters(document) };
  }

  private stored(id: string): StoredQuery {
    const query = this.parts.store.one(id);
    if (!query) throw new AppError('queries.unknown', { id });
    return query;
  }

  /**
   * What a document changes, field by field; one that was archived comes back. Author and note are
   * of a version: where only its place changes they stay.
   */
  private changes({ id, document: old, archived }: StoredQuery, document: QueryDocument): Op[] {
    const changed = (fields: Record<string, Json>): [string, Json][] =>
      Object.entries(fields).filter(
        ([field, value]) =>
          JSON.stringify(value) !== JSON.stringify(old[field as keyof QueryDocument]),
      );
    const { note, author } = this.signed(document);
    const content = changed({ ...document, note: old.note, author: old.author });
    const fields: Record<string, Json> = Object.fromEntries(content);
    if (content.some(([field]) => !placeFields.has(field)))
      Object.assign(
        fields,
        Object.fromEntries(changed({ note: note ?? '', author: author ?? '' })),
      );
    if (archived) fields['archived'] = false;
    return Object.keys(fields).length === 0 ? [] : [{ kind: 'set', entity: 'query', id, fields }];
  }

  /** With the name of who saves it. */
  private signed(document: QueryDocument): Record<string, Json> {
    return { ...document, author: this.parts.engineer() };
  }

  private commit(ops: readonly Op[]): void {
    if (ops.length === 0) return;
    this.parts.profile.journal.commit(ops);
    const [first] = ops;
    this.parts.events.changed('queries', ops.length === 1 ? first?.id : undefined);
  }

  private shipped(): Promise<SavedQuery[]> {
    return (this.shippedOnes ??= readQueryPacks(this.parts.resources).then((packs) =>
      packs.map((pack) => shippedQuery(pack, this.parts.reviewed)),
    ));
  }
}
