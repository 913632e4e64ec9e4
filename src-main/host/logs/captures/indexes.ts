import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import type { Log } from '../../../kit/log';
import { newId } from '../../../kit/ids';
import type { SealedFile } from '../../../kit/sealed-file';
import { profileParts, type OpenProfile } from '../../profile/index';

/** To seal a frame takes several times as much memory for a moment. */
const pieceBytes = 1024 * 1024;

/** Name of the file with the index of a capture's lines. */
export function indexName(file: string): string {
  return `${file}.index`;
}

/** Indexes of lines, sealed, each beside its capture. One that is gone or damaged is built again. */
export class CaptureIndexes {
  private readonly profile: OpenProfile;
  private readonly log: Log;

  constructor(profile: OpenProfile, log: Log) {
    this.profile = profile;
    this.log = log;
  }

  load(file: string): Buffer | null {
    let sealed: SealedFile;
    try {
      sealed = this.profile.openSealed('captures', indexName(file));
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
    try {
      const frames = Array.from({ length: sealed.frames }, (_, frame) => sealed.read(frame));
      return Buffer.concat(frames);
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    } finally {
      sealed.close();
    }
  }

  save(file: string, index: Uint8Array): void {
    const path = join(this.profile.folder, profileParts.captures, indexName(file));
    const temporary = `.${newId()}.tmp`;
    try {
      const sealed = this.profile.createSealed('captures', temporary);
      try {
        for (let at = 0; at < index.length; at += pieceBytes)
          sealed.append(index.subarray(at, at + pieceBytes));
      } finally {
        sealed.close();
      }
      renameSync(join(this.profile.folder, profileParts.captures, temporary), path);
    } catch (error) {
      rmSync(join(this.profile.folder, profileParts.captures, temporary), { force: true });
      this.log.warn('an index could not be kept', { error: String(error) });
    }
  }
}
