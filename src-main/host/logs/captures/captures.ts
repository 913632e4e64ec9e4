import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import type { z } from '../../../contract/common';
import type { logCaptureSchema } from '../../../contract/log-views';
import { guardStorage } from '../../../kit/database';
import { newId } from '../../../kit/ids';
import type { Log } from '../../../kit/log';
import type { SealedFile } from '../../../kit/sealed-file';
import type { EventHub } from '../../events';
import type { LeaseService } from '../../leases/index';
import { profileParts, sealedNames, type OpenProfile } from '../../profile/index';
import { Capture } from './capture';
import { CaptureFile } from './capture-file';
import { CaptureSource } from './capture-source';
import { CaptureIndexes, indexName } from './indexes';
import { CaptureStore, type StoredCapture } from './store';

export type LogCapture = z.infer<typeof logCaptureSchema>;

/** Files of this part that belong to captures; those without an extension are temporary. */
const extension = '.log';
/** The quota is looked at after so many bytes were written by a capture. */
const lookEveryBytes = 4 * 1024 * 1024;
/** What is known of a live capture is written down this often. */
const noteEveryMs = 5000;

/** What {@link Captures} is given. */
export interface CapturesParts {
  profile: OpenProfile;
  events: EventHub;
  leases: LeaseService;
  log: Log;
  /** Bytes that all captures together may take on the disk. */
  quota: () => number;
}

/** What a capture is of, for people. */
export interface CaptureSubject {
  name: string;
  endpointId: string | null;
  system: string;
  host: string;
  path: string;
}

/** A capture that is being written by this process. */
interface Live {
  capture: Capture;
  shared: Shared;
  release: () => void;
  lookedAt: number;
  noted: number;
}

interface Shared {
  file: CaptureFile;
  users: number;
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
  private readonly live = new Map<string, Live>();
  /** Open files, each shared by its writer and its readers. */
  private readonly files = new Map<string, Shared>();

  constructor(parts: CapturesParts) {
    this.parts = parts;
    this.store = new CaptureStore(parts.profile.db);
    this.indexes = new CaptureIndexes(parts.profile, parts.log);
    this.dropLeftovers();
  }

  /** All captures, the newest first, what they take on the disk and what they may take. */
  list(): { captures: LogCapture[]; used: number; quota: number } {
    const captures = this.store
      .all()
      .filter(({ importing }) => !importing)
      .map((row) => this.shown(row));
    const used = captures.reduce((sum, capture) => sum + capture.stored, 0);
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
    const capture = this.write(row, () =>
      this.parts.profile.openSealed('captures', row.file, 'append'),
    );
    this.note({ ...row, endedAt: null });
    return capture;
  }

  /**
   * Ends the writing of a capture. `finished: false` leaves it to be gone on with, as when the
   * program closes.
   */
  async end(id: string, options: { finished: boolean }): Promise<void> {
    const live = this.live.get(id);
    if (!live) return;
    try {
      await live.capture.close();
    } finally {
      this.live.delete(id);
      const row = this.store.get(id);
      if (row) {
        const endedAt = options.finished ? this.now() : null;
        this.note({ ...row, endedAt, ...countsOf(live.capture) });
      }
      live.shared.file.stopWriting();
      this.leave(id, live.shared);
      live.release();
      this.changed(id);
    }
  }

  /** Reads a capture, also one that is being written here or by another process. @throws AppError `entity.not-found`, `file.missing`, `file.unreadable` */
  open(id: string): CaptureSource {
    const row = this.row(id);
    const shared = this.files.get(id) ?? {
      file: CaptureFile.read(() => this.parts.profile.openSealed('captures', row.file)),
      users: 0,
    };
    this.files.set(id, shared);
    shared.users += 1;
    return new CaptureSource(id, row.name, shared.file, () => this.leave(id, shared));
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

  /** Begins to bring a file in; `append` and `commitImported` its pieces, then {@link endImport}. */
  beginImport(name: string): Capture {
    return this.begin({ name, endpointId: null, system: '', host: '', path: name }, true);
  }

  /** Keeps what was brought in, or drops it. */
  async endImport(id: string, complete: boolean): Promise<void> {
    const row = this.row(id);
    if (complete) this.note({ ...row, importing: false });
    await this.end(id, { finished: true });
    if (!complete) this.delete(row);
    this.changed(id);
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
    const id = newId();
    const row: StoredCapture = {
      id,
      file: `${newId()}${extension}`,
      ...subject,
      startedAt: this.now(),
      endedAt: null,
      kept: false,
      bytes: 0,
      gaps: 0,
      importing,
    };
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
      const reopen = (): SealedFile => this.parts.profile.openSealed('captures', row.file);
      const shared: Shared = { file: CaptureFile.write(open(), reopen), users: 1 };
      // Who reads it already goes on with the file of its own.
      this.files.set(id, shared);
      const { file } = shared;
      const capture = new Capture({
        id,
        file,
        now: () => this.now(),
        makeRoom: () => {
          // This machine slept, and another process goes on with it.
          if (lease.lost.aborted)
            throw new AppError('entity.in-use', { name: row.name, by: row.host });
          this.makeRoom(id);
        },
        changed: () => this.wrote(id),
      });
      const live: Live = {
        capture,
        shared,
        release: () => lease.release(),
        lookedAt: -1,
        noted: 0,
      };
      lease.publish(() => ({ ...countsOf(capture) }));
      this.live.set(id, live);
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
    if (!live || now - live.noted < noteEveryMs) return;
    live.noted = now;
    const row = this.store.get(id);
    if (row) this.note({ ...row, ...countsOf(live.capture) });
  }

  /** Deletes the oldest captures while all of them take more than the quota. @throws AppError `logs.quota-reached` */
  private makeRoom(id: string): void {
    const live = this.live.get(id);
    if (!live || (live.lookedAt >= 0 && live.capture.stored - live.lookedAt < lookEveryBytes))
      return;
    const quota = this.parts.quota();
    const rows = this.store.all();
    let used = rows.reduce((sum, row) => sum + this.storedOf(row), 0);
    for (const row of rows.reverse()) {
      if (used <= quota) break;
      if (row.kept || this.isLive(row.id)) continue;
      used -= this.storedOf(row);
      this.delete(row);
      this.changed(row.id);
    }
    if (used > quota)
      throw new AppError('logs.quota-reached', { quota: Math.round(quota / 1e9) }, { retry: true });
    live.lookedAt = live.capture.stored;
  }

  private leave(id: string, shared: Shared): void {
    shared.users -= 1;
    if (shared.users > 0) return;
    if (this.files.get(id) === shared) this.files.delete(id);
    shared.file.close();
  }

  private shown(row: StoredCapture): LogCapture {
    const live = this.live.get(row.id);
    const { id, name, endpointId, system, host, path, startedAt, kept } = row;
    const elsewhere = live ? null : this.parts.leases.holder(`capture:${id}`);
    const { bytes, gaps } = live ? countsOf(live.capture) : countsIn(elsewhere?.state, row);
    const shown = { id, name, endpointId, system, host, path, bytes, gaps, startedAt, kept };
    return {
      ...shown,
      stored: this.storedOf(row),
      endedAt: row.endedAt,
      live: live !== undefined || elsewhere !== null,
    };
  }

  private isLive(id: string): boolean {
    return this.live.has(id) || this.parts.leases.holder(`capture:${id}`) !== null;
  }

  private storedOf({ file }: StoredCapture): number {
    return [file, indexName(file)].reduce((sum, name) => {
      const path = join(this.parts.profile.folder, profileParts.captures, name);
      return sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    }, 0);
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
    this.removeFiles(row.file);
  }

  private removeFiles(file: string): void {
    for (const name of [file, indexName(file)]) {
      const path = join(this.parts.profile.folder, profileParts.captures, name);
      try {
        rmSync(path, { force: true });
      } catch (error) {
        // Windows may refuse while it is read; it goes with the next start.
        this.parts.log.warn('a capture could not be removed', { name, error: String(error) });
      }
    }
  }

  /** Files nobody knows, and what was being brought in by a process that was killed. */
  private dropLeftovers(): void {
    for (const row of this.store.all()) if (row.importing && !this.isLive(row.id)) this.delete(row);
    const known = new Set(this.store.all().flatMap(({ file }) => [file, indexName(file)]));
    for (const name of sealedNames(this.parts.profile, 'captures'))
      if (name.includes('.') && !known.has(name)) this.removeFiles(name);
  }

  private now(): number {
    return this.parts.profile.clock.now();
  }

  private changed(id: string): void {
    this.parts.events.changed('logs', id);
  }
}

function countsOf(capture: Capture): { bytes: number; gaps: number } {
  return {
    bytes: capture.size,
    gaps: capture.marks.filter(({ kind }) => kind === 'gap').length,
  };
}

/** What another process says of the capture it writes, or else what was written down last. */
function countsIn(state: unknown, row: StoredCapture): { bytes: number; gaps: number } {
  const { bytes, gaps } = (state ?? {}) as Record<string, unknown>;
  return {
    bytes: typeof bytes === 'number' ? bytes : row.bytes,
    gaps: typeof gaps === 'number' ? gaps : row.gaps,
  };
}
