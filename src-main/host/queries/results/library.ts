import { AppError } from '../../../contract/errors';
import type { ResultState, Row } from '../../../contract/queries';
import { sealedNames, type OpenProfile } from '../../profile/index';
import type { QueryStore, StoredResult } from '../store';
import { ResultFile } from './file';

/** Files of finished results kept open for scrolling. */
const openFiles = 4;
/** What is kept on this device; beyond it the oldest results go. Evidence has copies of its own. */
const keptResults = 200;
const keptBytes = 8 * 1024 * 1024 * 1024;

/** The results kept on this device: metadata in the store, rows in sealed files. */
export class ResultLibrary {
  private readonly profile: OpenProfile;
  private readonly store: QueryStore;
  private readonly filling = new Map<string, ResultFile>();
  private readonly reading = new Map<string, ResultFile>();

  constructor(profile: OpenProfile, store: QueryStore) {
    this.profile = profile;
    this.store = store;
    this.dropUnfinished();
  }

  /** Begins a result; its row is written before its file, so that a crash leaves no file unknown. */
  begin(result: StoredResult): ResultFile {
    const { id } = result.state;
    this.store.putResult(result, process.pid);
    const file = new ResultFile(this.profile.createSealed('results', id));
    this.filling.set(id, file);
    return file;
  }

  /** Makes a result durable, whatever its end was. */
  finish(result: StoredResult): void {
    const { id } = result.state;
    const file = this.filling.get(id);
    this.filling.delete(id);
    try {
      file?.flush();
      this.store.putResult({ ...result, counts: file?.counts ?? [] }, null);
    } finally {
      file?.close();
    }
    this.trim();
  }

  /** Newest first. Those another process fills are as they were when it began. */
  all(): ResultState[] {
    return this.store.results().map(({ state }) => state);
  }

  /** @throws AppError `sql.result-gone` */
  get(id: string): StoredResult {
    const result = this.store.result(id);
    if (!result) throw new AppError('sql.result-gone', { id });
    return result;
  }

  /** @throws AppError `sql.result-gone` */
  window(id: string, from: number, count: number): Row[] {
    return this.file(id).window(from, count);
  }

  /** The rows of a result, also while they come. @throws AppError `sql.result-gone` */
  file(id: string): ResultFile {
    const open = this.filling.get(id) ?? this.reading.get(id);
    if (open) return open;
    const { counts } = this.get(id);
    let file: ResultFile;
    try {
      file = new ResultFile(this.profile.openSealed('results', id), counts);
    } catch (error) {
      throw new AppError('sql.result-gone', { id }, { cause: error });
    }
    this.reading.set(id, file);
    for (const [oldest, reader] of this.reading) {
      if (this.reading.size <= openFiles) break;
      reader.close();
      this.reading.delete(oldest);
    }
    return file;
  }

  discard(id: string): void {
    this.reading.get(id)?.close();
    this.reading.delete(id);
    this.profile.removeSealed('results', id);
    this.store.removeResult(id);
  }

  close(): void {
    for (const file of [...this.filling.values(), ...this.reading.values()]) file.close();
    this.filling.clear();
    this.reading.clear();
  }

  /** After a crash: what no living process fills has no end and is dropped, and files nobody knows. */
  private dropUnfinished(): void {
    for (const { id, owner } of this.store.unfinished()) {
      if (owner === process.pid || !isAlive(owner)) this.discard(id);
    }
    // Files first: one that is here now has had its row before, also another process's newest.
    const names = sealedNames(this.profile, 'results');
    const known = new Set(this.store.results().map(({ state }) => state.id));
    for (const name of names) {
      if (!known.has(name)) this.profile.removeSealed('results', name);
    }
  }

  private trim(): void {
    let bytes = 0;
    for (const [index, { state }] of this.store.results().entries()) {
      bytes += state.bytes;
      const beyond = index >= keptResults || (index > 0 && bytes > keptBytes);
      if (beyond && isFinished(state) && !this.filling.has(state.id)) this.discard(state.id);
    }
  }
}

/** Whether a result has its end. */
export function isFinished({ state }: ResultState): boolean {
  return state !== 'connecting' && state !== 'running';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
