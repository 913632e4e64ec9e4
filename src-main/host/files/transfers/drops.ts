import { AppError } from '../../../contract/errors';
import type { FilePlace, Transfer } from '../../../contract/files';
import type { Sides } from '../sides';
import { isLinkFailure, waitForLink, type Pause } from './attempts';
import type { TransferAudit } from './audit';
import { DropWriter } from './drop';
import type { TransferEntry } from './entry';
import type { Choice } from './placing';
import { newTransfer } from './transfer';

/** What {@link Drops} is given. */
export interface DropsParts {
  sides: Sides;
  pause: Pause;
  audit: TransferAudit;
  now: () => number;
  /** Puts a transfer on the list. */
  keep: (transfer: Transfer, choice: Choice) => TransferEntry;
  /** Runs work as the transfer's, and ends it as the work ended. */
  run: (entry: TransferEntry, work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  find: (id: string) => TransferEntry | undefined;
}

/** Files dropped on a page, which sends their bytes: they wait in no line, and end with their page. */
export class Drops {
  private readonly parts: DropsParts;

  constructor(parts: DropsParts) {
    this.parts = parts;
  }

  /**
   * Begins a file whose bytes a page sends.
   *
   * @returns when pieces are welcome, or a person is asked
   * @throws AppError why it could not begin
   */
  async begin(target: FilePlace, name: string, bytes: number, choice: Choice): Promise<Transfer> {
    const { sides } = this.parts;
    const { endpointId } = target;
    const host = endpointId === null ? sides.local.host : sides.place(endpointId).endpoint.name;
    const last = name.split('/').at(-1) ?? name;
    const source = { endpointId: null, path: name };
    const startedAt = this.parts.now();
    const transfer = newTransfer({
      direction: 'upload',
      source,
      target,
      name: last,
      host,
      startedAt,
    });
    Object.assign(transfer, { files: 1, bytes });
    const entry = this.parts.keep(transfer, choice);
    await new Promise<void>((resolve) => {
      entry.ended = this.parts.run(entry, (signal) => this.write(entry, signal, resolve));
      void entry.ended.then(resolve);
    });
    if (entry.failure) throw entry.failure;
    return { ...transfer };
  }

  /** Writes a piece of a dropped file; it is on the host when this returns. */
  async piece(id: string, offset: number, bytes: Buffer): Promise<void> {
    await this.dropOf(id).drop.write(offset, bytes);
  }

  /** All pieces were sent: verifies the file and gives it its name. */
  async end(id: string): Promise<Transfer> {
    const { entry, drop } = this.dropOf(id);
    drop.end();
    await entry.ended;
    return { ...entry.transfer };
  }

  /** The page that sent a dropped file has gone away. */
  abandon(id: string): void {
    this.parts.find(id)?.control?.abort(new AppError('wire.cancelled'));
  }

  private async write(entry: TransferEntry, signal: AbortSignal, begun: () => void): Promise<void> {
    const { sides, pause } = this.parts;
    const drop = new DropWriter({
      sides,
      transfer: entry.transfer,
      choice: entry.kept.onExisting,
      signal,
      onBytes: (bytes) => entry.progress.add(bytes),
      onChange: () => entry.changed(),
      ask: (question) => {
        const answer = entry.ask(question, signal);
        // The page polls while somebody is asked.
        begun();
        return answer;
      },
      isLinkFailure,
      waitForLink: (attempt) => waitForLink(entry, attempt, pause, signal),
    });
    entry.drop = drop;
    const copied = await drop.run(begun);
    if (copied) this.parts.audit.files(entry.transfer, [copied]);
  }

  private dropOf(id: string): { entry: TransferEntry; drop: DropWriter } {
    const entry = this.parts.find(id);
    if (!entry?.drop) throw new AppError('files.transfer-gone', { id });
    return { entry, drop: entry.drop };
  }
}
