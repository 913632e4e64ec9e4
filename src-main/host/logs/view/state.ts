import type { LogUnit, LogView as LogViewState } from '../../../contract/logs';
import type { Arrangement } from './arrangement';
import { errorOf } from './handle';
import type { Member } from './member';
import type { Selection } from './selection';
import type { Terms } from './terms';

/** A view, as far as its state is told by it. */
interface Told {
  readonly id: string;
  readonly parts: { readonly title: string };
  /** Its generation. */
  readonly counted: number;
  readonly numbering: number;
  readonly members: readonly Member[];
  readonly unit: LogUnit;
  readonly arrangement: Arrangement;
  readonly selection: Selection;
  readonly terms: Terms;
}

/** What a page is told of a view. */
export function stateOf(view: Told): LogViewState {
  const { arrangement, selection, members } = view;
  const { filter, search, filterError, searchError, highlights } = view.terms;
  const only = members.length === 1 ? members[0] : undefined;
  const piece = only?.shownPiece ?? null;
  return {
    id: view.id,
    title: view.parts.title,
    generation: view.counted,
    numbering: view.numbering,
    sources: members.map((member) => member.source()),
    unit: view.unit,
    rows: arrangement.rows,
    firstRow: arrangement.firstRow,
    before: piece?.from ?? 0,
    after: piece && only ? Math.max(0, only.handle.bytes - piece.to) : 0,
    filter,
    search,
    hits: {
      ...selection.hits(),
      error: errorOf(searchError ?? (search ? selection.failureOf('search') : null)),
    },
    filtered: selection.filtered,
    filterError: errorOf(filterError ?? (filter.length > 0 ? selection.failureOf('filter') : null)),
    inPlace: selection.inPlace,
    highlights,
  };
}
