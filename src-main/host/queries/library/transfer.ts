import type { Inputs, Outputs } from '../../../contract/index';
import { wordsIn, type QueryDocument } from '../../../contract/query-library';
import { newId } from '../../../kit/ids';
import { freeTitle, isNamed } from './document';
import type { FileQuery } from './file-form';
import { readQueries } from './files-in';
import { writeQueries } from './files-out';
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
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Takes the queries of files into the library, all in one step; see contract/query-library.ts. */
export async function importQueries(
  library: QueryLibrary,
  { from: given, duplicates = 'update', dryRun = false }: Inputs['queries']['importQueries'],
): Promise<Report> {
  const from = given.kind === 'files' ? given : { ...given, path: given.path ?? library.folder };
  const { queries, problems } = await readQueries(from);
  const known: Known[] = library.own().map((query) => ({
    id: query.id,
    document: library.document(query.id),
    isNew: false,
    changed: false,
    archived: query.archived,
  }));
  const report: Report = { added: [], updated: [], skipped: [], problems };
  for (const query of queries) {
    const { what, document } = plan(query, duplicates, known);
    report[what].push(titleOf(document));
  }
  if (!dryRun) library.keepAll(known.filter(({ isNew, changed }) => isNew || changed));
  return report;
}

/** Says what becomes of a query and under which name, and puts it where it will be. */
function plan(
  { id, document }: FileQuery,
  duplicates: 'update' | 'skip' | 'both',
  known: Known[],
): { what: 'added' | 'updated' | 'skipped'; document: QueryDocument } {
  const own = id !== null && uuid.test(id) ? id : null;
  const there =
    known.find((query) => query.id === own) ??
    known.find((query) => isNamed(query.document, document));
  if (!there) {
    known.push(newOne(own ?? newId(), document));
    return { what: 'added', document };
  }
  const same = JSON.stringify(there.document) === JSON.stringify(document);
  if (duplicates === 'skip' || (same && !there.archived)) return { what: 'skipped', document };
  if (duplicates === 'both') {
    const taken = known.map((query) => query.document);
    const title = freeTitle(document.title, document.folder, taken);
    const beside = { ...document, title };
    known.push(newOne(newId(), beside));
    return { what: 'added', document: beside };
  }
  there.document = document;
  there.changed = true;
  there.archived = false;
  return { what: 'updated', document };
}

function newOne(id: string, document: QueryDocument): Known {
  return { id, document, isNew: true, changed: false, archived: false };
}

/** Writes queries as files; see contract/query-library.ts. */
export async function exportQueries(
  library: QueryLibrary,
  { ids, form, path: given }: Inputs['queries']['exportQueries'],
): Promise<{ path: string; files: number }> {
  const path = given ?? (form === 'zip' ? `${library.folder}.zip` : library.folder);
  const queries = await Promise.all([...new Set(ids)].map((id) => library.saved(id)));
  return { path, files: await writeQueries(queries, form, path) };
}

function titleOf({ title, folder }: QueryDocument): string {
  const name = wordsIn(title, 'zh');
  return folder === '' ? name : `${folder}/${name}`;
}
