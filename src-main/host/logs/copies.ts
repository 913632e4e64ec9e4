import { posix } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../contract/errors';
import type { Endpoint, System } from '../../contract/systems';
import type { TaskService } from '../tasks/index';
import type { Captures } from './captures/index';
import { contentOfRemote, shownPath, type RemoteHost } from './remote/index';

/** Others get their turn between pieces of so many bytes. */
const pieceBytes = 256 * 1024;

/** What {@link LogCopies} is given. */
export interface LogCopiesParts {
  captures: Captures;
  tasks: TaskService;
  /** A host to read from; close it. @throws AppError `entity.not-found` */
  host: (endpointId: string, path: string, signal: AbortSignal) => RemoteHost;
  /** @throws AppError `entity.not-found` */
  place: (endpointId: string) => { endpoint: Endpoint; system: System };
}

/** Copies of files of hosts, among the logs that are kept: for what cannot be done in place. */
export class LogCopies {
  private readonly parts: LogCopiesParts;
  private readonly ended = new AbortController();

  constructor(parts: LogCopiesParts) {
    this.parts = parts;
  }

  /**
   * Copies a file, unpacked, as a task. What was cancelled or failed leaves nothing.
   *
   * @returns the capture it is in
   * @throws AppError as {@link contentOfRemote}; `logs.quota-reached`, `profile.disk-full`,
   *   `wire.cancelled`
   */
  async copy(endpointId: string, path: string): Promise<{ captureId: string }> {
    const { captures, tasks } = this.parts;
    const { endpoint, system } = this.parts.place(endpointId);
    const host = endpoint.detail.kind === 'ssh' ? endpoint.detail.host : '';
    const shown = shownPath(path);
    const name = posix.basename(shown);
    return await tasks.run('transfer', `${host}:${shown}`, async (task) => {
      const until = AbortSignal.any([task.signal, this.ended.signal]);
      const remote = this.parts.host(endpointId, path, until);
      const capture = captures.beginImport(name, {
        endpointId,
        system: system.name,
        host,
        path: shown,
      });
      let complete = false;
      try {
        for await (const { bytes, share } of contentOfRemote(remote, path, until)) {
          for (let at = 0; at < bytes.length; at += pieceBytes) {
            if (until.aborted) throw new AppError('wire.cancelled');
            capture.append(bytes.subarray(at, at + pieceBytes));
            capture.commitImported();
            await nextTurn();
          }
          task.progress(share);
        }
        complete = true;
      } finally {
        remote.close();
        await captures.endImport(capture.id, complete);
      }
      captures.keep(capture.id, true, name);
      return { captureId: capture.id };
    });
  }

  dispose(): void {
    this.ended.abort();
  }
}
