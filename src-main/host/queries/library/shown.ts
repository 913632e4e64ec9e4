import type { Dialect } from '../../../contract/dialects';
import type { SavedQuery } from '../../../contract/query-library';
import type { StoredQuery } from '../documents-store';
import type { PackQuery } from '../packs/read';

/** An own query as the library shows it. */
export function ownQuery({ id, document, version, archived, updatedAt }: StoredQuery): SavedQuery {
  return {
    ...document,
    id,
    origin: 'own',
    statements: document.statements.map((statement) => ({ ...statement, unproven: false })),
    dialects: [...new Set(document.statements.map(({ dialect }) => dialect))],
    platform: null,
    category: null,
    version,
    archived,
    updatedAt,
    signed: null,
    unproven: false,
    confidence: null,
    fits: null,
    source: '',
    requires: { extensions: [], rights: [] },
  };
}

/** A shipped query as the library shows it. */
export function shippedQuery(
  pack: PackQuery,
  reviewed: (dialect: Dialect, sql: string) => boolean,
): SavedQuery {
  const { statements } = pack;
  return {
    id: pack.id,
    origin: 'shipped',
    note: '',
    author: '',
    title: pack.title,
    description: pack.description,
    folder: `${pack.platform}/${pack.category}`,
    tags: pack.tags,
    platform: pack.platform,
    category: pack.category,
    statements,
    dialects: [...new Set(statements.map(({ dialect }) => dialect))],
    parameters: pack.parameters,
    thresholds: pack.thresholds,
    key: pack.key,
    empty: pack.empty,
    next: pack.next,
    version: pack.version,
    archived: false,
    updatedAt: null,
    signed: statements.every(({ dialect, sql }) => reviewed(dialect, sql)) ? 'signed' : 'changed',
    unproven: statements.every(({ unproven }) => unproven),
    confidence: pack.confidence,
    fits: null,
    source: pack.source,
    requires: pack.requires,
  };
}
