import { AppError } from '../../contract/errors';
import type { Transcript } from '../../contract/terminals';
import { guardStorage } from '../../kit/database';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import { isRunning } from '../../kit/process-mark';
import type { SealedFile } from '../../kit/sealed-file';
import { sealedName, sealedNames, type OpenProfile } from '../profile/index';
import { sha256Of } from './excerpt';
import { bytesOf, lengthOf, Recording } from './recording';
import { TranscriptStore, type StoredTranscript } from './store';

/** Whose session is recorded. */
export type RecordedPlace = Pick<
  Transcript,
  'endpointId' | 'name' | 'host' | 'username' | 'system' | 'environment'
>;

/** Recorded sessions of this profile: one row and one sealed file each. */
export class TranscriptLibrary {
  private readonly profile: OpenProfile;
  private readonly log: Log;
  private readonly store: TranscriptStore;
  /** Those that are being written here. */
  private readonly open = new Map<string, Recording>();

  constructor(profile: OpenProfile, log: Log) {
    this.profile = profile;
    this.log = log;
    this.store = new TranscriptStore(profile.db);
    this.closeLeftovers();
  }

  /** The newest first; those being written have their present length. */
  all(): Transcript[] {
    return this.store.all().map(({ transcript }) => ({
      ...transcript,
      bytes: this.open.get(transcript.id)?.bytes ?? transcript.bytes,
    }));
  }

  /**
   * Begins a recording. `onFailure` is told when the disk refuses later.
   *
   * @throws AppError `profile.disk-full`, `profile.read-only`
   */
  begin(
    place: RecordedPlace,
    size: { columns: number; rows: number },
    onFailure: (error: unknown) => void,
  ): { id: string; recording: Recording } {
    const { profile } = this;
    const id = newId();
    const file = sealedName();
    const startedAt = profile.clock.now();
    const transcript = { id, ...place, startedAt, endedAt: null, bytes: 0 };
    // The row first: another process that starts now drops files that nobody knows.
    guardStorage(profile.folder, () => this.store.add({ transcript, file, owner: process.pid }));
    try {
      const sealed = profile.createSealed('transcripts', file);
      const title = `${place.username}@${place.host}`;
      const recording = new Recording(sealed, { ...size, startedAt, title }, onFailure);
      this.open.set(id, recording);
      return { id, recording };
    } catch (error) {
      this.store.remove(id);
      throw error;
    }
  }

  /** Ends a recording. */
  end(id: string): void {
    const recording = this.open.get(id);
    if (!recording) return;
    this.open.delete(id);
    try {
      recording.close();
      const { folder, clock } = this.profile;
      guardStorage(folder, () => this.store.end(id, clock.now(), recording.bytes));
    } catch (error) {
      // What was written stays, and the next start closes it.
      this.log.warn('a recording could not be closed', { id, error: String(error) });
    }
  }

  /** Ends a recording in which nothing happened, and leaves nothing of it. */
  discard(id: string): void {
    this.end(id);
    this.remove(id);
  }

  /** @throws AppError `terminals.transcript-missing` */
  find(id: string): StoredTranscript {
    const found = this.store.get(id);
    if (!found) throw new AppError('terminals.transcript-missing', { id });
    return found;
  }

  /** The asciicast text in pieces of whole lines. @throws AppError `terminals.transcript-missing` */
  *read(id: string): Generator<Buffer> {
    const { file } = this.find(id);
    this.open.get(id)?.write();
    const sealed = this.openFile(id, file);
    try {
      for (let index = 0; index < sealed.frames; index += 1) yield sealed.read(index);
    } finally {
      sealed.close();
    }
  }

  /** SHA-256 of the text of a recording. @throws AppError `terminals.transcript-missing` */
  sha256(id: string): string {
    return sha256Of(this.read(id));
  }

  /** @throws AppError `terminals.transcript-missing`, `terminals.transcript-open` */
  remove(id: string): void {
    const { file, transcript, owner } = this.find(id);
    if (transcript.endedAt === null && isRunning({ pid: owner, started: null }))
      throw new AppError('terminals.transcript-open', { id });
    guardStorage(this.profile.folder, () => this.store.remove(id));
    this.profile.removeSealed('transcripts', file);
  }

  private openFile(id: string, file: string): SealedFile {
    try {
      return this.profile.openSealed('transcripts', file);
    } catch (error) {
      if (error instanceof AppError && error.code === 'file.missing')
        throw new AppError('terminals.transcript-missing', { id }, { cause: error });
      throw error;
    }
  }

  /** Recordings of a process that was killed end where its last words stand. */
  private closeLeftovers(): void {
    const { profile, store, log } = this;
    const known = new Set<string>();
    for (const { transcript, file, owner } of store.all()) {
      known.add(file);
      if (
        transcript.endedAt !== null ||
        (isRunning({ pid: owner, started: null }) && owner !== process.pid)
      )
        continue;
      try {
        const sealed = profile.openSealed('transcripts', file);
        const endedAt = transcript.startedAt + Math.round(lengthOf(sealed) * 1000);
        store.end(transcript.id, endedAt, bytesOf(sealed));
        sealed.close();
      } catch (error) {
        // Without its file there is nothing to keep; a restored backup has none of them.
        if (error instanceof AppError && error.code === 'file.missing') store.remove(transcript.id);
        else
          log.warn('a recording could not be closed', { id: transcript.id, error: String(error) });
      }
    }
    // A file whose row was never written, or whose row is gone.
    for (const name of sealedNames(profile, 'transcripts'))
      if (!known.has(name)) profile.removeSealed('transcripts', name);
  }
}
