import {
  queryDocumentSchema,
  type Parameter,
  type QueryDocument,
  type QueryStatement,
} from '../../../contract/query-document';
import { replaceParameters } from '../guard/parameters';
import { folded } from './search';

type Named = Pick<QueryDocument, 'title' | 'folder'>;

/** What a person writes of a query, out of a form that has more. */
export function documentOf(
  query: Omit<QueryDocument, 'folder' | 'statements' | 'note' | 'author'> & {
    folder?: string | undefined;
  },
  statements: readonly QueryStatement[],
): QueryDocument {
  return queryDocumentSchema.parse({ ...query, statements });
}

/** Whether two queries would stand under one name in one folder. */
export function isNamed(query: Named, other: Named): boolean {
  const [zh, en] = [folded(query.title.zh), folded(query.title.en)];
  return (
    query.folder === other.folder &&
    ((zh !== '' && zh === folded(other.title.zh)) || (en !== '' && en === folded(other.title.en)))
  );
}

/** A title that none of these has in the folder: a number is added to it. */
export function freeTitle(
  title: QueryDocument['title'],
  folder: string,
  taken: readonly Named[],
): QueryDocument['title'] {
  for (let number = 1; ; number++) {
    const add = (text: string): string =>
      text === '' || number === 1 ? text : `${text} (${number})`;
    const free = { zh: add(title.zh), en: add(title.en) };
    if (!taken.some((query) => isNamed(query, { title: free, folder }))) return free;
  }
}

/** The parameters of a document's statements: as they are declared, else text. */
export function declaredParameters({
  statements,
  parameters,
}: Pick<QueryDocument, 'statements' | 'parameters'>): Parameter[] {
  const names = new Set(
    statements.flatMap(({ sql, dialect }) => replaceParameters(sql, dialect).parameters),
  );
  const declared = new Set(parameters.map(({ name }) => name));
  const added = [...names].filter((name) => !declared.has(name));
  return [
    ...parameters.filter(({ name }) => names.has(name)),
    ...added.map((name) => ({
      name,
      type: 'text' as const,
      label: { zh: '', en: '' },
      default: '',
      choices: [],
      choicesFrom: '',
      whenEmpty: 'text' as const,
    })),
  ];
}
