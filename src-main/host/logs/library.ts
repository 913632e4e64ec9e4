import type { SavedFilter } from '../../contract/logs';
import { AppError } from '../../contract/errors';
import { newId } from '../../kit/ids';
import type { Journal, Json } from '../../kit/journal';
import type { LogStore } from './store';

/** Filters with their highlights that people keep by name. */
export class LogLibrary {
  private readonly store: LogStore;
  private readonly journal: Journal;

  constructor(store: LogStore, journal: Journal) {
    this.store = store;
    this.journal = journal;
  }

  savedFilters(): SavedFilter[] {
    return this.store.savedFilters();
  }

  /** Keeps a filter under its name. @throws AppError `entity.not-found` for an id that is gone */
  saveFilter({
    id,
    name,
    filter,
    highlights,
  }: Omit<SavedFilter, 'id'> & { id: string | null }): SavedFilter {
    const fields: Record<string, Json> = {
      name,
      detail: { filter, highlights },
    };
    const known = id ?? newId();
    if (id === null)
      this.journal.commit([{ kind: 'create', entity: 'log-filter', id: known, fields }]);
    else {
      this.requireFilter(id);
      this.journal.commit([{ kind: 'set', entity: 'log-filter', id, fields }]);
    }
    return { id: known, name, filter, highlights };
  }

  /** @throws AppError `entity.not-found` */
  removeFilter(id: string): void {
    this.requireFilter(id);
    this.journal.commit([{ kind: 'set', entity: 'log-filter', id, fields: { archived: true } }]);
  }

  private requireFilter(id: string): void {
    if (!this.store.savedFilters().some((saved) => saved.id === id))
      throw new AppError('entity.not-found', { id });
  }
}
