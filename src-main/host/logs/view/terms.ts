import type { LogFilter, LogHighlight, LogSearch } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { Expression } from '../engine/search/expression';
import { Marker } from './marker';

/** What a view looks for: its filter, its search, and the texts it marks. */
export class Terms {
  filter: LogFilter = [];
  /** Why the filter is none. */
  filterError: AppError | null = null;
  search: LogSearch | null = null;
  searchError: AppError | null = null;
  highlights: LogHighlight[] = [];
  /** Finds what is marked in a row. */
  marker = Marker.of(null, []);

  /** The filter as it is applied: one that is none leaves all rows. */
  get applied(): LogFilter {
    return this.filterError ? [] : this.filter;
  }

  /** The search as it is made. */
  get sought(): LogSearch | null {
    return this.searchError ? null : this.search;
  }

  setFilter(filter: LogFilter): void {
    this.filter = filter;
    this.filterError = firstError(filter.flatMap((one) => (one.kind === 'text' ? [one] : [])));
  }

  setSearch(search: LogSearch | null): void {
    this.search = search?.text === '' ? null : search;
    this.searchError = firstError(this.search ? [this.search] : []);
    this.mark();
  }

  setHighlights(highlights: LogHighlight[]): void {
    this.highlights = highlights;
    this.mark();
  }

  private mark(): void {
    this.marker = Marker.of(this.search, this.highlights);
  }
}

/** Why one of the expressions is none. */
function firstError(words: readonly LogSearch[]): AppError | null {
  for (const each of words) {
    try {
      Expression.of(each);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }
  return null;
}
