import { AppError } from '../../../contract/errors';
import { guardStorage } from '../../../kit/database';
import type { SealedFile } from '../../../kit/sealed-file';
import { CaptureStore, type StoredCapture } from '../captures-store';
import { Capture } from './capture';
import { CaptureFile, type OpenSealed } from './capture-file';
import { CaptureSource } from './capture-source';
import { countsIn, countsOf } from './counts';
import { CaptureFolder, newRow } from './folder';
import { CaptureIndexes } from './indexes';
import { FrameJoiner } from './joining';
import { OpenFiles, type SharedFile } from './open-files';
import type { CapturesParts, CaptureSubject, LogCapture } from './parts';
import { CaptureRoom } from './room';

/** What is known of a live capture is written down this often. */
const noteEveryMs = 5000;

/** A capture that is being written by this process. */
interface Live {
  capture: Capture;
  shared: SharedFile;
  release: () => void;
  lost: AbortSignal;
  noted: number;
}

/**
 * Logs kept on this machine: written by one process each, read by any, deleted the oldest first
 * when they take more than the quota. Those being written, or marked as kept, are never deleted
 * for that.
 */
export class Captures {
  private readonly parts: CapturesParts;
  private readonly store: CaptureStore;
  private readonly indexes: CaptureIndexes;
  private readonly folder: CaptureFolder;
  private readonly room: CaptureRoom;
  private readonly joiner: FrameJoiner;
  private readonly live = new Map<string, Live>();
  private readonly files = new OpenFiles();

  constructor(parts: CapturesParts) {
    this.parts = parts;
    this.store = new CaptureStore(parts.profile.db);
    this.indexes = new CaptureIndexes(parts.profile, parts.log);
    this.folder = new CaptureFolder(parts.profile, parts.log);
    this.joiner = new FrameJoiner(parts.profile, parts.log);
    this.room = new CaptureRoom({
      quota: parts.quota,
      stored: (row) => this.folder.stored(row.file),
      all: () => this.store.all(),
      mayGo: (row) => !row.kept && !this.isLive(row.id),
      remove: (row) => {
        this.delete(row);
        this.changed(row.id);
      },
    });
    this.dropLeftovers();
  }

  /** All captures, the newest first, what they take on the disk and what they may take. */
  list(): { captures: LogCapture[]; used: number; quota: number } {
    const captures = this.store
      .all()
      .filter(({ importing }) => !importing)
      .map((row) => this.shown(row));
    const used = captures.reduce((sum, { stored }) => sum + stored, 0);
    return { captures, used, quota: this.parts.quota() };
  }

  /** @throws AppError `entity.not-found` */
  get(id: string): LogCapture {
    return this.shown(this.row(id));
  }

  /**
   * Begins a capture; `end` it. Give it to `follow` as its sink.
   *
   * @throws AppError `profile.disk-full`, `profile.read-only`
   */
  start(subject: CaptureSubject): Capture {
    return this.begin(subject, false);
  }

  /** The last capture of a log whose writer was killed or closed in the middle; null without one. */
  unfinished(endpointId: string, path: string): string | null {
    const row = this.store
      .all()
      .find((found) => found.endpointId === endpointId && found.path === path);
    return row && row.endedAt === null && !this.isLive(row.id) ? row.id : null;
  }

  /**
   * Goes on with a capture where its bytes end. What a crash left beyond that is dropped.
   *
   * @throws AppError `entity.not-found`, `entity.in-use` while somebody writes it, `file.unreadable`
   */
  resume(id: string): Capture {
    const row = this.row(id);
    const capture = this.write(row, () => this.opener(row)('append'));
    this.note({ ...row, endedAt: null });
    return capture;
  }

  /**
   * Ends the writing of a capture. `finished: false` leaves it to be gone on with, as when the
   * program closes; `stays: false`: it is removed then.
   */
  async end(id: string, options: { finished: boolean; stays?: boolean }): Promise<void> {
    const live = this.live.get(id);
    if (!live) return;
    try {
      await live.capture.close();
      await this.joiner.finish(live.shared.file, live.lost, options.stays ?? true);
    } finally {
      this.live.delete(id);
      const row = this.store.get(id);
      if (row) {
        const endedAt = options.finished ? this.now() : null;
        this.note({ ...row, endedAt, ...countsOf(live.capture) });
      }
      live.shared.file.stopWriting();
      this.files.leave(id, live.shared);
      live.release();
      this.changed(id);
    }
  }

  /** Reads a capture, also one that is being written here or by another process. @throws AppError `entity.not-found`, `file.missing`, `file.unreadable` */
  open(id: string): CaptureSource {
    const row = this.row(id);
    const shared = this.files.reading(id, () => CaptureFile.read(this.opener(row)));
    return new CaptureSource(id, row.name, shared.file, () => this.files.leave(id, shared));
  }

  /** Keeps a capture whatever the quota, or not any more; and names it. @throws AppError `entity.not-found` */
  keep(id: string, kept: boolean, name?: string): void {
    this.row(id);
    guardStorage(this.parts.profile.folder, () => this.store.keep(id, kept, name));
    this.changed(id);
  }

  /** Deletes a capture. Who reads it now may go on. @throws AppError `entity.not-found`, `entity.in-use` while it is written */
  remove(id: string): void {
    const row = this.row(id);
    if (this.isLive(id)) throw new AppError('entity.in-use', { name: row.name, by: row.host });
    this.delete(row);
    this.changed(id);
  }

  /**
   * Begins to bring a file in; `append` and `commitImported` its pieces, then {@link endImport}.
   *
   * @param of where it comes from, for a file of a host
   */
  beginImport(name: string, of: Partial<CaptureSubject> = {}): Capture {
    return this.begin({ endpointId: null, system: '', host: '', path: name, ...of, name }, true);
  }

  /** Keeps what was brought in, or drops it. */
  async endImport(id: string, complete: boolean): Promise<void> {
    const row = this.row(id);
    let kept = false;
    try {
      await this.end(id, { finished: true });
      if ((kept = complete)) this.note({ ...this.row(id), importing: false });
    } finally {
      // Also when its last bytes could not be written: half a file is none.
      if (!kept) this.delete(row);
      this.changed(id);
    }
  }

  /** The index that was kept of a capture's lines; null without one. */
  loadIndex(id: string): Buffer | null {
    return this.indexes.load(this.row(id).file);
  }

  /** Keeps the index of a capture's lines beside it. A disk that is full keeps none. */
  saveIndex(id: string, index: Uint8Array): void {
    this.indexes.save(this.row(id).file, index);
  }

  /** Leaves captures that are written to be gone on with. */
  async dispose(): Promise<void> {
    const ends = [...this.live.keys()].map((id) =>
      this.store.get(id)?.importing ? this.endImport(id, false) : this.end(id, { finished: false }),
    );
    for (const end of await Promise.allSettled(ends))
      if (end.status === 'rejected') this.parts.log.error('a capture was not ended', end.reason);
  }

  private begin(subject: CaptureSubject, importing: boolean): Capture {
    const row = newRow(subject, this.now(), importing);
    this.note(row);
    try {
      return this.write(row, () => this.parts.profile.createSealed('captures', row.file));
    } catch (error) {
      this.delete(row);
      throw error;
    }
  }

  private write(row: StoredCapture, open: () => SealedFile): Capture {
    const { id } = row;
    const lease = this.parts.leases.tryTake(`capture:${id}`);
    if (!lease) throw new AppError('entity.in-use', { name: row.name, by: row.host });
    try {
      const shared = this.files.writing(id, CaptureFile.write(open(), this.opener(row)));
      const { file } = shared;
      const capture = new Capture({
        id,
        file,
        now: () => this.now(),
        makeRoom: () => {
          // This machine slept, and another process goes on with it.
          if (lease.lost.aborted)
            throw new AppError('entity.in-use', { name: row.name, by: row.host });
          this.room.look(capture);
        },
        changed: () => this.wrote(id),
      });
      lease.publish(() => ({ ...countsOf(capture) }));
      const release = (): void => lease.release();
      this.live.set(id, { capture, shared, release, lost: lease.lost, noted: 0 });
      this.changed(id);
      return capture;
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  private wrote(id: string): void {
    const live = this.live.get(id);
    const now = Date.now();
    if (live) this.joiner.look(live.shared.file, live.lost);
    if (!live || now - live.noted < noteEveryMs) return;
    live.noted = now;
    const row = this.store.get(id);
    if (row) this.note({ ...row, ...countsOf(live.capture) });
  }

  private shown(row: StoredCapture): LogCapture {
    const live = this.live.get(row.id);
    const elsewhere = live ? null : this.parts.leases.holder(`capture:${row.id}`);
    const counts = live ? countsOf(live.capture) : countsIn(elsewhere?.state, row);
    const { file: _file, importing: _importing, ...shown } = row;
    return {
      ...shown,
      ...counts,
      stored: this.folder.stored(row.file),
      live: live !== undefined || elsewhere !== null,
    };
  }

  private opener({ file }: StoredCapture): OpenSealed {
    return (mode) => this.parts.profile.openSealed('captures', file, mode);
  }

  private isLive(id: string): boolean {
    return this.live.has(id) || this.parts.leases.holder(`capture:${id}`) !== null;
  }

  private row(id: string): StoredCapture {
    const row = this.store.get(id);
    if (!row) throw new AppError('entity.not-found', { id });
    return row;
  }

  private note(row: StoredCapture): void {
    guardStorage(this.parts.profile.folder, () => this.store.put(row));
  }

  private delete(row: StoredCapture): void {
    guardStorage(this.parts.profile.folder, () => this.store.remove(row.id));
    this.folder.remove(row.file);
  }

  /** Files nobody knows, and what was being brought in by a process that was killed. */
  private dropLeftovers(): void {
    for (const row of this.store.all()) if (row.importing && !this.isLive(row.id)) this.delete(row);
    this.folder.dropOthers(this.store.all().map(({ file }) => file));
  }

  private now(): number {
    return this.parts.profile.clock.now();
  }

  private changed(id: string): void {
    this.parts.events.changed('logs', id);
  }
}
