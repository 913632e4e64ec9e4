import type { LogBookmark, LogChoices, LogPlace, SavedFilter } from '../../contract/logs';
import { guardStorage, type Database } from '../../kit/database';
import type { EntityStore, Journal, Json } from '../../kit/journal';

/** A format of the team's own. */
export interface FormatRow {
  id: string;
  name: string;
  text: string;
}

interface BookmarkRow {
  id: string;
  place: string;
  offset: number;
  remark: string;
  detail: string;
  created_at: number;
}

/** What a bookmark's row keeps besides its columns. */
interface BookmarkDetail extends Pick<
  LogBookmark,
  'place' | 'name' | 'host' | 'path' | 'text' | 'time'
> {
  system?: string;
  /** First bytes of its line and their hash: whether it still stands there. */
  bytes?: number;
  sha256?: string;
  /** Where a followed log was kept when the bookmark was set. */
  captureId?: string | null;
}

/** A bookmark as it was set. */
export interface StoredBookmark extends BookmarkDetail {
  id: string;
  /** Names the file by device and inode, or the place where they are not known. */
  key: string;
  /** Where its line begins in that. */
  offset: number;
  remark: string;
  createdAt: number;
}

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

function prepareBookmarks(db: Database) {
  return db.prepare<[string], BookmarkRow>(
    'SELECT * FROM log_bookmark WHERE place IN (SELECT value FROM json_each(?)) ORDER BY offset',
  );
}

/** Tables `log_choice`, `log_bookmark`, `log_filter` and `log_format`. */
export class LogStore {
  private readonly db: Database;
  private readonly folder: string;
  private bookmarksAt: ReturnType<typeof prepareBookmarks> | undefined;

  /** @param folder of the profile, for what is said of a full disk */
  constructor(db: Database, journal: Journal, folder: string) {
    this.db = db;
    this.folder = folder;
    journal.register('log-filter', this.table('log_filter', filterColumns));
    journal.register('log-format', this.table('log_format', formatColumns));
  }

  choices(place: string): LogChoices | null {
    const row = this.db
      .prepare<[string], { detail: string }>('SELECT detail FROM log_choice WHERE place = ?')
      .get(place);
    return row ? (JSON.parse(row.detail) as LogChoices) : null;
  }

  /** @param choices null forgets them @throws AppError `profile.disk-full`, `profile.read-only` */
  setChoices(place: string, choices: LogChoices | null, at: number): void {
    if (!choices) this.write('DELETE FROM log_choice WHERE place = ?', place);
    else
      this.write(
        'INSERT INTO log_choice (place, detail, updated_at) VALUES (?, ?, ?) ' +
          'ON CONFLICT (place) DO UPDATE SET detail = excluded.detail, updated_at = excluded.updated_at',
        place,
        JSON.stringify(choices),
        at,
      );
  }

  /** Newest first. */
  bookmarks(): StoredBookmark[] {
    return this.db
      .prepare<[], BookmarkRow>('SELECT * FROM log_bookmark ORDER BY created_at DESC, id DESC')
      .all()
      .map(bookmarkOf);
  }

  /** Bookmarks of files or places. */
  bookmarksOf(keys: readonly string[]): StoredBookmark[] {
    // Asked with every screen of rows: to prepare it takes longer than to answer it.
    this.bookmarksAt ??= prepareBookmarks(this.db);
    return this.bookmarksAt.all(JSON.stringify(keys)).map(bookmarkOf);
  }

  /** Sets a bookmark in the stead of one that stood there. @throws AppError as {@link setChoices} */
  setBookmark(bookmark: StoredBookmark): void {
    const { id, key, offset, remark, createdAt, ...detail } = bookmark;
    this.write(
      'INSERT INTO log_bookmark (id, place, offset, remark, detail, created_at) VALUES (?, ?, ?, ?, ?, ?) ' +
        'ON CONFLICT (place, offset) DO UPDATE SET remark = excluded.remark, detail = excluded.detail, ' +
        'created_at = excluded.created_at',
      id,
      key,
      offset,
      remark,
      JSON.stringify(detail),
      createdAt,
    );
  }

  setBookmarkRemark(id: string, remark: string): void {
    this.write('UPDATE log_bookmark SET remark = ? WHERE id = ?', remark, id);
  }

  removeBookmark(id: string): void {
    this.write('DELETE FROM log_bookmark WHERE id = ?', id);
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

  private write(sql: string, ...values: (string | number)[]): void {
    guardStorage(this.folder, () => this.db.prepare<(string | number)[]>(sql).run(...values));
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

function bookmarkOf(row: BookmarkRow): StoredBookmark {
  return {
    ...(JSON.parse(row.detail) as BookmarkDetail),
    id: row.id,
    key: row.place,
    offset: row.offset,
    remark: row.remark,
    createdAt: row.created_at,
  };
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
