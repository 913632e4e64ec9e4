import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../../kit/log';
import { newId } from '../../../kit/ids';
import { profileParts, sealedNames, type OpenProfile } from '../../profile/index';
import type { StoredCapture } from '../captures-store';
import { indexName } from './indexes';
import type { CaptureSubject } from './parts';

/** Names of captures end with it. */
const extension = '.log';

/** What is known of a capture that begins; the name of its file tells nothing. */
export function newRow(
  subject: CaptureSubject,
  startedAt: number,
  importing: boolean,
): StoredCapture {
  const file = `${newId()}${extension}`;
  const none = { endedAt: null, kept: false, bytes: 0, gaps: 0 };
  return { id: newId(), file, ...subject, startedAt, ...none, importing };
}

/** The files of captures, each with the index of its lines beside it. */
export class CaptureFolder {
  private readonly profile: OpenProfile;
  private readonly log: Log;

  constructor(profile: OpenProfile, log: Log) {
    this.profile = profile;
    this.log = log;
  }

  /** Bytes that a capture takes on the disk. */
  stored(file: string): number {
    return [file, indexName(file)].reduce(
      (sum, name) => sum + (statSync(this.path(name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  remove(file: string): void {
    this.removeAll([file, indexName(file)]);
  }

  /** Removes the files of captures that are not known. */
  dropOthers(files: readonly string[]): void {
    const known = new Set(files.flatMap((file) => [file, indexName(file)]));
    const names = sealedNames(this.profile, 'captures');
    this.removeAll(names.filter((name) => name.includes('.') && !known.has(name)));
  }

  private removeAll(names: readonly string[]): void {
    for (const name of names) {
      try {
        rmSync(this.path(name), { force: true });
      } catch (error) {
        // Windows may refuse while it is read; it goes with the next start.
        this.log.warn('a capture could not be removed', { name, error: String(error) });
      }
    }
  }

  private path(name: string): string {
    return join(this.profile.folder, profileParts.captures, name);
  }
}
