import { AppError } from '../../../contract/errors';
import { keptResultLimits, type ResultState } from '../../../contract/query-results';
import { storageError } from '../../../kit/files';
import { isElsewhere, isRunning, thisProcess } from '../../../kit/process-mark';
import { sealedNames, type OpenProfile } from '../../profile/index';
import type { ResultStore, StoredResult } from '../store';
import { sha256Of } from './digest';
import { excerptPieces } from './excerpt';
import { ResultFile } from './file';
import { completed } from './older';

/** Files of finished results kept open for scrolling; more where somebody reads them all. */
const openFiles = 4;
/** Who read of a file lately goes on with it: an export, say. */
const readLatelyMs = 60_000;

/** The results kept on this device: metadata in the store, rows in sealed files. */
export class ResultLibrary {
  private readonly profile: OpenProfile;
  private readonly store: ResultStore;
  private readonly self = thisProcess();
  private readonly filling = new Map<string, { file: ResultFile; result: StoredResult }>();
  private readonly reading = new Map<string, ResultFile>();
  /** Ends that the disk had no room for. */
  private readonly unsaved = new Map<string, StoredResult>();
  private hashing = false;
  private closed = false;

  constructor(profile: OpenProfile, store: ResultStore) {
    this.profile = profile;
    this.store = store;
    this.endCutOff(true);
    this.dropUnknownFiles();
    void this.hashCutOff();
  }

  /** Begins a result; its row is written before its file, so that a crash leaves no file unknown. */
  begin(result: StoredResult): ResultFile {
    const { id } = result.state;
    this.store.putResult(result, this.self);
    const file = ResultFile.create(this.profile.createSealed('results', id));
    this.filling.set(id, { file, result });
    return file;
  }

  /** Writes down how far a result is that is being filled. */
  checkpoint(state: ResultState, file: ResultFile): void {
    const filling = this.filling.get(state.id);
    if (!filling) return;
    this.store.putResult({ ...filling.result, state, counts: file.counts }, this.self);
  }

  /** Makes a result durable, whatever its end was. @throws AppError `profile.disk-full`; then see {@link finishUnsaved} */
  finish(state: ResultState, file: ResultFile): void {
    const filling = this.filling.get(state.id);
    file.flush();
    this.store.putResult({ thresholds: [], ...filling?.result, state, counts: file.counts }, null);
    this.filling.delete(state.id);
    file.close();
    this.trim();
    this.saveEnds();
  }

  /** Keeps an end that could not be written as long as the program runs; its rows stay readable. */
  finishUnsaved(state: ResultState): void {
    const filling = this.filling.get(state.id);
    this.filling.delete(state.id);
    if (!filling) return;
    this.reading.set(state.id, filling.file);
    this.unsaved.set(state.id, { ...filling.result, state, counts: filling.file.counts });
  }

  /** Newest first. Those another process fills are as they were when it wrote last; one that died has ended. */
  all(): ResultState[] {
    this.endCutOff(false);
    return this.store
      .results()
      .map((result) => this.unsaved.get(result.state.id)?.state ?? completed(result).state);
  }

  /** @throws AppError `sql.result-gone` */
  get(id: string): StoredResult {
    const unsaved = this.unsaved.get(id);
    if (unsaved) return unsaved;
    const result = this.store.result(id);
    if (!result) throw new AppError('sql.result-gone', { id });
    return completed(result);
  }

  has(id: string): boolean {
    return this.store.result(id) !== null;
  }

  /** What a person says of a result, whoever is filling it. @throws AppError `sql.result-gone` */
  change(id: string, change: Pick<Partial<ResultState>, 'title' | 'pinned'>): ResultState {
    const result = this.get(id);
    const state = { ...result.state, ...change };
    this.store.changeResult(id, change);
    if (this.unsaved.has(id)) this.unsaved.set(id, { ...result, state });
    return state;
  }

  /** The other process that is filling a result; null where there is none. */
  filledBy(id: string): number | null {
    const owner = this.store.unfinished().find((one) => one.id === id)?.owner;
    return isElsewhere(owner) ? owner.pid : null;
  }

  /** The rows of a result, also while they come. @throws AppError `sql.result-gone` */
  file(id: string): ResultFile {
    const open = this.filling.get(id)?.file ?? this.reading.get(id);
    if (open) return open;
    const { counts } = this.get(id);
    let file: ResultFile;
    try {
      file = ResultFile.open(this.profile.openSealed('results', id), counts);
    } catch (error) {
      throw new AppError('sql.result-gone', { id }, { cause: error });
    }
    this.reading.set(id, file);
    for (const [oldest, reader] of this.reading) {
      if (this.reading.size <= openFiles) break;
      const isRead = oldest === id || performance.now() - reader.lastRead < readLatelyMs;
      if (isRead || this.unsaved.has(oldest)) continue;
      reader.close();
      this.reading.delete(oldest);
    }
    return file;
  }

  /** @throws AppError `queries.other-window` {pid} */
  discard(id: string): void {
    const pid = this.filledBy(id);
    if (pid !== null) throw new AppError('queries.other-window', { pid });
    this.reading.get(id)?.close();
    this.reading.delete(id);
    this.unsaved.delete(id);
    this.store.removeResult(id);
    // What a crash leaves of it is unknown at the next start, and dropped.
    this.profile.removeSealedSoon('results', id);
  }

  close(): void {
    this.closed = true;
    this.saveEnds();
    for (const { file } of this.filling.values()) file.close();
    for (const file of this.reading.values()) file.close();
    this.filling.clear();
    this.reading.clear();
  }

  /** Results that no living process fills end where their rows end. @param mine those of a process of our number, too */
  private endCutOff(mine: boolean): void {
    let found = false;
    for (const { id, owner } of this.store.unfinished()) {
      if (owner.pid === process.pid ? !mine : isRunning(owner)) continue;
      this.keepCutOff(id);
      found = true;
    }
    if (found) void this.hashCutOff();
  }

  /**
   * Takes the hashes that a dead process owes: beside other work, as it may be of gigabytes. What
   * this program does not come to is taken at the next start.
   */
  private async hashCutOff(): Promise<void> {
    if (this.hashing) return;
    this.hashing = true;
    for (const id of this.store.unhashed()) {
      try {
        const sha256 = await sha256Of(excerptPieces(this.file(id), null));
        if (this.closed) return;
        this.store.changeResult(id, { sha256 });
      } catch {
        // Discarded or closed meanwhile.
        if (this.closed) return;
      }
    }
    this.hashing = false;
  }

  /** Files first: one that is here now has had its row before, also another process's newest. */
  private dropUnknownFiles(): void {
    const names = sealedNames(this.profile, 'results');
    const known = new Set(this.store.results().map(({ state }) => state.id));
    for (const name of names) {
      if (!known.has(name)) this.profile.removeSealed('results', name);
    }
  }

  /** Keeps the rows that a dead process had written. */
  private keepCutOff(id: string): void {
    const result = this.store.result(id);
    try {
      const file = ResultFile.open(this.profile.openSealed('results', id), result?.counts);
      try {
        file.takeInRest();
        if (!result || file.rows === 0) return this.discard(id);
        const { columns } = result.state;
        const state: ResultState = {
          ...completed(result).state,
          state: 'failed',
          error: { code: 'sql.interrupted', params: {} },
          columns: columns.length > 0 ? columns : [...file.head],
          rows: file.rows,
          bytes: file.bytes,
        };
        this.store.putResult({ ...result, state, counts: file.counts }, null);
      } finally {
        file.close();
      }
    } catch (error) {
      // A store that cannot be written now is tried again at the next start.
      const named = storageError(error, id);
      if (named instanceof AppError && named.code.startsWith('profile.')) return;
      this.discard(id);
    }
  }

  /** Writes ends down that the disk had no room for, where it has now. */
  private saveEnds(): void {
    for (const [id, result] of this.unsaved) {
      try {
        this.store.putResult(result, null);
        this.unsaved.delete(id);
      } catch {
        // Its file tells its rows at the next start.
        return;
      }
    }
  }

  private trim(): void {
    let bytes = 0;
    let count = 0;
    for (const { state } of this.store.results()) {
      if (state.pinned) continue;
      bytes += state.bytes;
      count += 1;
      const beyond =
        count > keptResultLimits.results || (count > 1 && bytes > keptResultLimits.bytes);
      if (beyond && isFinished(state) && !this.filling.has(state.id)) this.discard(state.id);
    }
  }
}

/** Whether a result has its end. */
export function isFinished({ state }: ResultState): boolean {
  return state !== 'connecting' && state !== 'running';
}
