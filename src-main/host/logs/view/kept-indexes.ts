import { createHash } from 'node:crypto';
import { renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '../../../contract/errors';
import { newId } from '../../../kit/ids';
import type { Log } from '../../../kit/log';
import { profileParts, sealedNames, type OpenProfile } from '../../profile/index';

/** A frame of a sealed file is opened at once: small enough not to hold others up. */
const frameBytes = 4 * 1024 * 1024;
/** What all indexes may take on the disk: those of 2 TB of logs. */
const quotaBytes = 2e9;
const oldestMs = 90 * 24 * 3600 * 1000;

/**
 * Indexes of logs of this machine, encrypted as everything in the profile: the lines of a log
 * can be guessed from them. One that is gone or damaged is made again. Not in a backup.
 */
export class KeptIndexes {
  private readonly profile: OpenProfile;
  private readonly log: Log;

  constructor(profile: OpenProfile, log: Log) {
    this.profile = profile;
    this.log = log;
    this.tidy();
  }

  async load(identity: string): Promise<Buffer | null> {
    const name = nameOf(identity);
    try {
      const file = this.profile.openSealed('indexes', name);
      try {
        const frames: Buffer[] = [];
        for (let frame = 0; frame < file.frames; frame += 1) {
          frames.push(file.read(frame));
          await breathe();
        }
        const now = new Date();
        // The least recently used go first.
        utimesSync(this.path(name), now, now);
        return Buffer.concat(frames);
      } finally {
        file.close();
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'file.missing')
        this.log.warn('an index could not be read', { error: String(error) });
      return null;
    }
  }

  async save(identity: string, parts: readonly Buffer[]): Promise<void> {
    const temporary = `.${newId()}.tmp`;
    try {
      const file = this.profile.createSealed('indexes', temporary);
      try {
        const bytes = Buffer.concat(parts);
        for (let at = 0; at < bytes.length; at += frameBytes) {
          file.append(bytes.subarray(at, at + frameBytes));
          await breathe();
        }
      } finally {
        file.close();
      }
      renameSync(this.path(temporary), this.path(nameOf(identity)));
      this.tidy();
    } catch (error) {
      rmSync(this.path(temporary), { force: true });
      this.log.warn('an index could not be kept', { error: String(error) });
    }
  }

  /** Drops what is old or too much, the least recently used first. */
  private tidy(): void {
    const files = sealedNames(this.profile, 'indexes')
      .flatMap((name) => {
        const found = statSync(this.path(name), { throwIfNoEntry: false });
        return found ? [{ name, bytes: found.size, usedAt: found.mtimeMs }] : [];
      })
      .sort((left, right) => right.usedAt - left.usedAt);
    let used = 0;
    for (const { name, bytes, usedAt } of files) {
      used += bytes;
      // A temporary one may be being written by another process.
      const old = Date.now() - usedAt > (name.startsWith('.') ? 3_600_000 : oldestMs);
      if (!old && used <= quotaBytes) continue;
      try {
        this.profile.removeSealed('indexes', name);
      } catch (error) {
        // Windows refuses while it is read; it goes the next time.
        this.log.warn('an index could not be removed', { error: String(error) });
      }
    }
  }

  private path(name: string): string {
    return join(this.profile.folder, profileParts.indexes, name);
  }
}

function nameOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex');
}
