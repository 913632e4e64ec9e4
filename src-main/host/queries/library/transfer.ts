import type { Inputs, Outputs } from '../../../contract/index';
import { wordsIn, type QueryDocument } from '../../../contract/query-document';
import {
  type DuplicateWay,
  type ImportedQuery,
  type SavedQuery,
} from '../../../contract/query-library';
import { newId } from '../../../kit/ids';
import { freeTitle, isNamed } from './document';
import type { FileQuery } from './file-form';
import { readQueries, type ImportProgress } from './files-in';
import { writeQueries, zipQueries } from './files-out';
import type { QueryLibrary } from './library';

type Report = Outputs['queries']['importQueries'];

/** One own query as it is, or as it will be after what was planned so far. */
interface Known {
  id: string;
  document: QueryDocument;
  isNew: boolean;
  changed: boolean;
  /** It comes back when a file has it. */
  archived: boolean;
  version: number;
  updatedAt: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Takes the queries of files into the library, all in one step; see contract/query-library.ts. */
export async function importQueries(
  library: QueryLibrary,
  {
    from: given,
    duplicates = 'update',
    ways = {},
    dryRun = false,
  }: Inputs['queries']['importQueries'],
  task?: ImportProgress,
): Promise<Report> {
  const from = given.kind === 'files' ? given : { ...given, path: given.path ?? library.folder };
  const { queries, problems } = await readQueries(from, task);
  const known: Known[] = library.own().map(({ id, archived, version, updatedAt }) => ({
    id,
    document: library.document(id),
    isNew: false,
    changed: false,
    archived,
    version,
    updatedAt: updatedAt ?? 0,
  }));
  const report: Report = { added: [], updated: [], skipped: [], queries: [], problems };
  for (const query of queries) {
    const found = plan(query, ways[query.file] ?? duplicates, known);
    report[found.outcome].push(titleOf(found));
    report.queries.push(found);
  }
  if (!dryRun) library.keepAll(known.filter(({ isNew, changed }) => isNew || changed));
  return report;
}

/** Says what becomes of a query and under which name, and puts it where it will be. */
function plan(
  { id, file, version, document }: FileQuery,
  way: DuplicateWay,
  known: Known[],
): ImportedQuery {
  const own = id !== null && uuid.test(id) ? id : null;
  const told = (
    outcome: ImportedQuery['outcome'],
    { title, folder }: QueryDocument,
    there: ImportedQuery['there'],
  ): ImportedQuery => ({ file, title, folder, outcome, there });
  const there =
    known.find((query) => query.id === own) ??
    known.find((query) => isNamed(query.document, document));
  if (!there) {
    known.push(newOne(own ?? newId(), document));
    return told('added', document, null);
  }
  const { title } = there.document;
  const same = isSame(there.document, document);
  const relation = same
    ? 'same'
    : there.id !== own
      ? 'other'
      : version === there.version
        ? 'changed'
        : version > there.version
          ? 'newer'
          : 'older';
  const { updatedAt, archived } = there;
  const met = {
    id: there.id,
    title,
    updatedAt,
    version: there.version,
    archived,
    relation,
  } as const;
  if (way === 'skip' || (same && !archived)) return told('skipped', document, met);
  if (way === 'both') {
    const taken = known.map((query) => query.document);
    const beside = { ...document, title: freeTitle(document.title, document.folder, taken) };
    known.push(newOne(newId(), beside));
    return told('added', beside, met);
  }
  Object.assign(there, { document, changed: true, archived: false });
  return told('updated', document, met);
}

/** Whether two documents say the same; who saved them and why is no part of that. */
function isSame(left: QueryDocument, right: QueryDocument): boolean {
  const said = (document: QueryDocument): string =>
    JSON.stringify({ ...document, note: '', author: '' });
  return said(left) === said(right);
}

function newOne(id: string, document: QueryDocument): Known {
  return { id, document, isNew: true, changed: false, archived: false, version: 1, updatedAt: 0 };
}

/** Writes queries as files; see contract/query-library.ts. */
export async function exportQueries(
  library: QueryLibrary,
  { ids, form, path: given }: Inputs['queries']['exportQueries'],
): Promise<{ path: string; files: number }> {
  const path = given ?? (form === 'zip' ? `${library.folder}.zip` : library.folder);
  return { path, files: await writeQueries(await allOf(library, ids), form, path) };
}

/** The zip of queries itself. */
export async function packQueries(
  library: QueryLibrary,
  ids: readonly string[],
): Promise<{ data: string; files: number }> {
  const { data, files } = await zipQueries(await allOf(library, ids));
  return { data: data.toString('base64'), files };
}

function allOf(library: QueryLibrary, ids: readonly string[]): Promise<SavedQuery[]> {
  return Promise.all([...new Set(ids)].map((id) => library.saved(id)));
}

function titleOf({ title, folder }: Pick<QueryDocument, 'title' | 'folder'>): string {
  const name = wordsIn(title, 'zh');
  return folder === '' ? name : `${folder}/${name}`;
}
