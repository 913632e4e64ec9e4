import type { LogFormat } from '../../contract/logs';
import { AppError } from '../../contract/errors';
import { newId } from '../../kit/ids';
import type { Journal, Op } from '../../kit/journal';
import type { Log } from '../../kit/log';
import { loadFormats, readFormat, type Format, type FormatSet } from './engine/formats/index';
import type { LogStore } from './store';

/** Formats of logs: the shipped ones and the team's own. */
export class LogFormats {
  private readonly store: LogStore;
  private readonly journal: Journal;
  private readonly resources: string;
  private loaded: Promise<FormatSet> | null = null;
  private texts = '';

  constructor(store: LogStore, journal: Journal, resources: string) {
    this.store = store;
    this.journal = journal;
    this.resources = resources;
  }

  /** Those that can be used; read again when another process changed them. */
  async all(): Promise<FormatSet> {
    const rows = this.store.formats();
    const texts = JSON.stringify(rows);
    if (!this.loaded || texts !== this.texts) {
      this.texts = texts;
      this.loaded = loadFormats(
        this.resources,
        rows.map(({ text }) => text),
      );
      this.loaded.catch(() => (this.loaded = null));
    }
    return await this.loaded;
  }

  /** Makes ready what the first log to be opened would wait for: some 200 ms. */
  async warm(log: Log): Promise<void> {
    try {
      (await this.all()).vote([]);
    } catch (error) {
      log.warn('the formats of logs could not be read ahead', { error: String(error) });
    }
  }

  /** All, also those of the team that cannot be used, by name. */
  async list(): Promise<LogFormat[]> {
    const set = await this.all();
    const broken = set.problems.map(({ text, problem }): LogFormat => {
      const name = this.store.formats().find((row) => row.text === text)?.name ?? '';
      return {
        name,
        title: { zh: name, en: name },
        platform: 'any',
        origin: 'user',
        unproven: false,
        text,
        problem,
      };
    });
    return [...set.formats.map(shown), ...broken].sort((left, right) =>
      left.name < right.name ? -1 : 1,
    );
  }

  /**
   * Keeps a format of the team's own after its sample lines have passed.
   *
   * @param replaces name of the one it was before
   * @throws AppError `logs.format-invalid` {zh, en}: what is wrong, in both languages
   */
  async save(text: string, replaces: string | null): Promise<LogFormat> {
    const { format, problem } = readFormat(text);
    if (!format) throw new AppError('logs.format-invalid', { zh: '', en: '', ...problem });
    const { name } = format;
    this.journal.commit((): Op[] => {
      const rows = this.store.formats();
      const row = rows.find((known) => known.name === (replaces ?? name));
      // Another one of the new name gives way.
      const other = rows.find((known) => known.name === name && known.id !== row?.id);
      const gone: Op[] = other
        ? [{ kind: 'set', entity: 'log-format', id: other.id, fields: { archived: true } }]
        : [];
      return [
        ...gone,
        row
          ? { kind: 'set', entity: 'log-format', id: row.id, fields: { name, text } }
          : { kind: 'create', entity: 'log-format', id: newId(), fields: { name, text } },
      ];
    });
    return shown({ ...format, origin: 'user', text });
  }

  /** @throws AppError `entity.not-found` for one that is not the team's own */
  remove(name: string): void {
    const row = this.store.formats().find((known) => known.name === name);
    if (!row) throw new AppError('entity.not-found', { id: name });
    this.journal.commit([
      { kind: 'set', entity: 'log-format', id: row.id, fields: { archived: true } },
    ]);
  }
}

function shown({ name, title, platform, origin, unproven, text }: Format): LogFormat {
  return { name, title, platform, origin, unproven, text, problem: null };
}
