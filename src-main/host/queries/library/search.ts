import type { LibraryFilter, QueryCard, SavedQuery } from '../../../contract/query-library';

/** A query as it is searched: its line, and all its words. */
export interface Searchable {
  card: QueryCard;
  /** Folded, see {@link folded}. */
  title: string;
  words: string;
}

/** Words of queries, made once for each object. */
const known = new WeakMap<SavedQuery, Omit<Searchable, 'card'>>();

/** A query as it is searched. */
export function searchable(query: SavedQuery, fits: QueryCard['fits']): Searchable {
  let words = known.get(query);
  if (!words) known.set(query, (words = wordsOf(query)));
  return { ...words, card: cardOf(query, fits) };
}

function wordsOf({ id, title, description, folder, tags, statements }: SavedQuery) {
  const texts = [id, title.zh, title.en, description.zh, description.en, folder, ...tags];
  return {
    title: folded(`${title.zh} ${title.en}`),
    words: folded([...texts, ...statements.map(({ sql }) => sql)].join(' ')),
  };
}

function cardOf(query: SavedQuery, fits: QueryCard['fits']): QueryCard {
  return {
    id: query.id,
    origin: query.origin,
    title: query.title,
    description: query.description,
    folder: query.folder,
    tags: query.tags,
    platform: query.platform,
    category: query.category,
    dialects: query.dialects,
    version: query.version,
    archived: query.archived,
    updatedAt: query.updatedAt,
    signed: query.signed,
    unproven: query.unproven,
    confidence: query.confidence,
    fits,
  };
}

/** Numbers of queries by what they can be narrowed to. */
export interface Facets {
  folders: Record<string, number>;
  platforms: Record<string, number>;
  categories: Record<string, number>;
  tags: Record<string, number>;
  dialects: Record<string, number>;
}

/** A text as it is compared: the case and width of letters and the number of blanks say nothing. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** The queries that a filter leaves, those first whose title has the words, own before shipped ones; facets count what its text leaves. */
export function narrow(
  all: readonly Searchable[],
  filter: LibraryFilter,
): { queries: QueryCard[]; facets: Facets } {
  const wanted = folded(filter.text).split(' ').filter(Boolean);
  const hasAll = (text: string): boolean => wanted.every((word) => text.includes(word));
  const found = all
    .filter(({ card }) => filter.archived || !card.archived)
    .filter(({ card }) => !filter.onlyFitting || card.fits !== 'no')
    .filter(({ words }) => hasAll(words))
    .sort(
      (left, right) =>
        Number(hasAll(right.title)) - Number(hasAll(left.title)) ||
        Number(right.card.origin === 'own') - Number(left.card.origin === 'own') ||
        compare(left.card.folder, right.card.folder) ||
        compare(left.title, right.title) ||
        compare(left.card.id, right.card.id),
    );
  return {
    queries: found.map(({ card }) => card).filter((card) => passes(card, filter)),
    facets: facetsOf(found.map(({ card }) => card)),
  };
}

function passes(card: QueryCard, filter: LibraryFilter): boolean {
  const { folder, origin, platform, category, tags, dialect } = filter;
  return (
    (folder === undefined || isIn(card.folder, folder)) &&
    (origin === undefined || card.origin === origin) &&
    (platform === undefined || card.platform === platform) &&
    (category === undefined || card.category === category) &&
    tags.every((tag) => card.tags.includes(tag)) &&
    (dialect === undefined || card.dialects.includes(dialect))
  );
}

function isIn(folder: string, outer: string): boolean {
  return outer === '' || folder === outer || folder.startsWith(`${outer}/`);
}

function facetsOf(cards: readonly QueryCard[]): Facets {
  const count = (valuesOf: (card: QueryCard) => readonly (string | null)[]) => {
    const counts = new Map<string, number>();
    for (const card of cards)
      for (const value of new Set(valuesOf(card)))
        if (value !== null && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
    return Object.fromEntries([...counts].sort(([left], [right]) => compare(left, right)));
  };
  return {
    folders: count(({ folder }) => [folder]),
    platforms: count(({ platform }) => [platform]),
    categories: count(({ category }) => [category]),
    tags: count(({ tags }) => tags),
    dialects: count(({ dialects }) => dialects),
  };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
