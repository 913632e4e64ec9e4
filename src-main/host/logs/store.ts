import type { LogBookmark, LogChoices, LogPlace, SavedFilter } from '../../contract/logs';
import type { Database } from '../../kit/database';
import type { EntityStore, Journal, Json } from '../../kit/journal';

/** A format of the team's own. */
export interface FormatRow {
  id: string;
  name: string;
  text: string;
}

interface BookmarkRow {
  id: string;
  offset: number;
  remark: string;
  detail: string;
  created_at: number;
}

/** What a bookmark's row keeps besides its columns. */
type BookmarkDetail = Pick<LogBookmark, 'place' | 'name' | 'host' | 'path' | 'text' | 'time'>;

const filterColumns: Record<string, 'text' | 'json' | 'flag'> = {
  name: 'text',
  detail: 'json',
  archived: 'flag',
};
const formatColumns: Record<string, 'text' | 'json' | 'flag'> = {
  name: 'text',
  text: 'text',
  archived: 'flag',
};

/** Tables `log_choice`, `log_bookmark`, `log_filter` and `log_format`. */
export class LogStore {
  private readonly db: Database;

  constructor(db: Database, journal: Journal) {
    this.db = db;
    journal.register('log-filter', this.table('log_filter', filterColumns));
    journal.register('log-format', this.table('log_format', formatColumns));
  }

  choices(place: string): LogChoices | null {
    const row = this.db
      .prepare<[string], { detail: string }>('SELECT detail FROM log_choice WHERE place = ?')
      .get(place);
    return row ? (JSON.parse(row.detail) as LogChoices) : null;
  }

  /** @param choices null forgets them */
  setChoices(place: string, choices: LogChoices | null, at: number): void {
    if (!choices) {
      this.db.prepare('DELETE FROM log_choice WHERE place = ?').run(place);
      return;
    }
    this.db
      .prepare(
        'INSERT INTO log_choice (place, detail, updated_at) VALUES (?, ?, ?) ' +
          'ON CONFLICT (place) DO UPDATE SET detail = excluded.detail, updated_at = excluded.updated_at',
      )
      .run(place, JSON.stringify(choices), at);
  }

  /** Newest first. */
  bookmarks(): LogBookmark[] {
    return this.db
      .prepare<[], BookmarkRow>('SELECT * FROM log_bookmark ORDER BY created_at DESC, id DESC')
      .all()
      .map((row) => ({
        ...(JSON.parse(row.detail) as BookmarkDetail),
        id: row.id,
        offset: row.offset,
        remark: row.remark,
        createdAt: row.created_at,
      }));
  }

  /** Offsets of the bookmarks of a place, ascending. */
  bookmarked(place: string): number[] {
    return this.db
      .prepare<[string], { offset: number }>(
        'SELECT offset FROM log_bookmark WHERE place = ? ORDER BY offset',
      )
      .all(place)
      .map(({ offset }) => offset);
  }

  /** Sets a bookmark, or gives the one there another remark. */
  setBookmark(place: string, bookmark: LogBookmark): void {
    const { id, offset, remark, createdAt, ...detail } = bookmark;
    this.db
      .prepare(
        'INSERT INTO log_bookmark (id, place, offset, remark, detail, created_at) VALUES (?, ?, ?, ?, ?, ?) ' +
          'ON CONFLICT (place, offset) DO UPDATE SET remark = excluded.remark, detail = excluded.detail',
      )
      .run(id, place, offset, remark, JSON.stringify(detail), createdAt);
  }

  removeBookmarkAt(place: string, offset: number): void {
    this.db.prepare('DELETE FROM log_bookmark WHERE place = ? AND offset = ?').run(place, offset);
  }

  removeBookmark(id: string): void {
    this.db.prepare('DELETE FROM log_bookmark WHERE id = ?').run(id);
  }

  savedFilters(): SavedFilter[] {
    return this.db
      .prepare<[], { id: string; name: string; detail: string }>(
        'SELECT id, name, detail FROM log_filter WHERE archived = 0 ORDER BY name, id',
      )
      .all()
      .map(({ id, name, detail }) => ({
        ...(JSON.parse(detail) as Pick<SavedFilter, 'filter' | 'highlights'>),
        id,
        name,
      }));
  }

  formats(): FormatRow[] {
    return this.db
      .prepare<[], FormatRow>(
        'SELECT id, name, text FROM log_format WHERE archived = 0 ORDER BY name',
      )
      .all();
  }

  private table(name: string, columns: Record<string, 'text' | 'json' | 'flag'>): EntityStore {
    const stored = (column: string, value: Json | undefined): Json | undefined => {
      const kind = columns[column];
      if (!kind) throw new Error(`${name} has no ${column}`);
      if (kind === 'json') return JSON.stringify(value);
      return kind === 'flag' ? Number(value) : value;
    };
    return {
      create: (id, fields, at) => {
        const names = Object.keys(fields);
        this.db
          .prepare(
            `INSERT INTO ${name} (id, ${names.join(', ')}, updated_at) ` +
              `VALUES (?, ${names.map(() => '?').join(', ')}, ?)`,
          )
          .run(id, ...names.map((column) => stored(column, fields[column])), at);
      },
      set: (id, fields, at) => {
        for (const [column, value] of Object.entries(fields))
          this.db
            .prepare(`UPDATE ${name} SET ${column} = ?, updated_at = ? WHERE id = ?`)
            .run(stored(column, value), at, id);
      },
    };
  }
}

/** The name a place goes by in tables. */
export function placeKey(place: LogPlace): string {
  switch (place.kind) {
    case 'endpoint':
      return `endpoint:${place.endpointId}`;
    case 'remote':
      return `remote:${place.endpointId}:${place.path}`;
    case 'local':
      return `local:${place.path}${place.entry === undefined ? '' : `\0${place.entry}`}`;
    case 'capture':
      return `capture:${place.captureId}`;
  }
}
