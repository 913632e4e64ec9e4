import type { Dialect } from '../../../contract/dialects';
import { AppError } from '../../../contract/errors';
import type { SealedFile } from '../../../kit/sealed-file';
import { sealedNames, type OpenProfile } from '../../profile/index';
import { tableOf } from './columns';
import { KeptSchema } from './file';
import { scopesOf } from './scope';
import { statementTokens } from './split';
import type { SchemaStore } from '../schema-store';
import { SchemaTree } from './tree';

/** Schemas held open; names of the largest take some 20 MB. */
const openSchemas = 3;
/** A file nobody knows may be one that another process writes just now. */
const abandonedMs = 24 * 3_600_000;

/** A kept schema, its tree, and what was read of it before. */
export interface OpenSchema {
  readAt: number;
  schema: KeptSchema;
  tree: SchemaTree;
  /** Tables that statements sent lately read; found once. */
  used(): ReadonlySet<number>;
}

/** Files of kept schemas. One is written beside the other and never changed: another window may read the old one. */
export class SchemaFiles {
  private readonly profile: OpenProfile;
  private readonly store: SchemaStore;
  private readonly opened = new Map<string, Promise<OpenSchema | null>>();
  private readonly times = new Map<string, number>();

  constructor(profile: OpenProfile, store: SchemaStore) {
    this.profile = profile;
    this.store = store;
    const known = new Set(store.all().map(({ endpointId, readAt }) => nameOf(endpointId, readAt)));
    for (const name of sealedNames(profile, 'schemas')) {
      const at = Number(name.split('.')[1]);
      if (!known.has(name) && !(profile.clock.now() - at < abandonedMs)) this.removeFile(name);
    }
  }

  create(endpointId: string, readAt: number): SealedFile {
    return this.profile.createSealed('schemas', nameOf(endpointId, readAt));
  }

  /** Removes a file whose read failed. */
  drop(endpointId: string, readAt: number): void {
    this.removeFile(nameOf(endpointId, readAt));
  }

  /** Removes older files of a connection. */
  keepOnly(endpointId: string, readAt: number): void {
    for (const name of sealedNames(this.profile, 'schemas')) {
      const [id, at] = name.split('.');
      if (id === endpointId && Number(at) < readAt) this.removeFile(name);
    }
  }

  remove(endpointId: string): void {
    this.store.remove(endpointId);
    this.keepOnly(endpointId, Number.POSITIVE_INFINITY);
  }

  /** The schema kept of a connection as it is now, whichever process read it; null for none. */
  open(
    endpointId: string,
    dialect: Dialect,
    sentLately: () => readonly string[],
  ): Promise<OpenSchema | null> {
    const row = this.store.one(endpointId);
    const readAt = row?.readAt ?? -1;
    const known = this.opened.get(endpointId);
    if (known && this.times.get(endpointId) === readAt) return known;
    this.forget(endpointId);
    if (!row) return Promise.resolve(null);
    const opening = this.openFile(nameOf(endpointId, readAt), dialect, readAt, sentLately);
    this.opened.set(endpointId, opening);
    this.times.set(endpointId, readAt);
    for (const oldest of this.opened.keys()) {
      if (this.opened.size <= openSchemas) break;
      this.forget(oldest);
    }
    return opening;
  }

  close(): void {
    for (const endpointId of this.opened.keys()) this.forget(endpointId);
  }

  private async openFile(
    name: string,
    dialect: Dialect,
    readAt: number,
    sentLately: () => readonly string[],
  ): Promise<OpenSchema | null> {
    let schema: KeptSchema;
    try {
      schema = await KeptSchema.open(this.profile.openSealed('schemas', name));
    } catch (error) {
      // Damaged or gone: as if it had never been read, until it is read again.
      if (error instanceof AppError || error instanceof SyntaxError) return null;
      throw error;
    }
    let used: ReadonlySet<number> | null = null;
    return {
      readAt,
      schema,
      tree: new SchemaTree(schema, dialect),
      used: () => (used ??= tablesOf(schema, dialect, sentLately())),
    };
  }

  private forget(endpointId: string): void {
    const opened = this.opened.get(endpointId);
    this.opened.delete(endpointId);
    this.times.delete(endpointId);
    // Who was answered while it was open has finished by then: answers take no turn of their own.
    void opened?.then((schema) => schema?.schema.close());
  }

  private removeFile(name: string): void {
    try {
      this.profile.removeSealed('schemas', name);
    } catch {
      // Windows keeps a file that another process reads; a later start removes it.
    }
  }
}

function nameOf(endpointId: string, readAt: number): string {
  return `${endpointId}.${readAt}`;
}

/** The tables that statements read. */
function tablesOf(
  schema: KeptSchema,
  dialect: Dialect,
  statements: readonly string[],
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const sql of statements)
    for (const { sources } of scopesOf(statementTokens(dialect, sql, 0)).blocks)
      for (const { name } of sources) {
        const number = name && tableOf(schema, name);
        if (number !== null) found.add(number);
      }
  return found;
}
