import { AppError } from '../../../contract/errors';
import type { Transfer } from '../../../contract/files';
import type { HostChecksums } from '../checksum';
import { decodeName, join, pathOf } from '../paths';
import type { RemoteSide } from '../remote-side';
import type { FileSide } from '../side';
import {
  copyBytes,
  finish,
  removePart,
  verify,
  type Copied,
  type CopyParts,
  type Placed,
} from './copy';
import { Placing, type Ask, type Choice } from './placing';
import { makeFolder, partOf } from './place';
import { planOf, type Item, type Plan } from './walk';

/** Files that are copied side by side and verified with one command: so many, of so many bytes. */
const groupFiles = 64;
const groupBytes = 8 * 1024 * 1024;
const filesAtOnce = 4;

/** What a job is given. */
export interface JobParts {
  local: FileSide;
  /** What is shown; the job fills it in. */
  transfer: Transfer;
  choice: Choice;
  /** It was begun before, perhaps by a process that ended: what is there whole is taken for done. */
  isResumed: boolean;
  /** Bytes that moved now, for the rate. */
  onBytes: (bytes: number) => void;
  /** Something about the transfer changed. */
  onChange: () => void;
  ask: Ask;
  /** Writes down what was copied. */
  onFiles: (copies: readonly Copied[]) => void;
}

/** The connection an attempt works with. */
export interface Attempt {
  remote: RemoteSide;
  checksums: HostChecksums;
  signal: AbortSignal;
}

/**
 * One transfer: a file, or a folder with all in it. `run` is called again after a link was
 * cut and goes on with what is left.
 */
export class TransferJob {
  private readonly placing: Placing;
  private readonly parts: JobParts;
  private plan: Plan | null = null;
  /** Items before this one are settled. */
  private at = 0;
  /** Sources of items that are done or have failed. */
  private readonly settled = new Set<Buffer>();
  private foldersMade = false;
  private finishedBytes = 0;
  /** Bytes of files under way, by their part. */
  private readonly underWay = new Map<Placed, number>();
  private readonly resumed = new Map<string, number>();
  private firstFailure: AppError | null = null;

  constructor(parts: JobParts) {
    this.parts = parts;
    const { transfer, choice, isResumed, ask } = parts;
    this.placing = new Placing(pathOf(transfer.target.path), choice, isResumed, ask);
  }

  /** What is done from now on with files that are there. */
  set choice(choice: Choice) {
    this.placing.choice = choice;
  }

  /**
   * Copies what is left.
   *
   * @throws AppError as files and links fail; the first failure of single files comes at the
   *   end, when the others were copied
   */
  async run({ remote, checksums, signal }: Attempt): Promise<void> {
    const { local, transfer } = this.parts;
    const copyParts: CopyParts = {
      direction: transfer.direction,
      local,
      remote,
      checksums,
      signal,
    };
    const [from, to] = transfer.direction === 'upload' ? [local, remote] : [remote, local];
    this.underWay.clear();
    this.count();
    await this.prepare(from, to, signal);
    for (;;) {
      const group = await this.nextGroup(from, to, signal);
      if (!group) break;
      if (group.length > 0) await this.copyGroup(copyParts, group);
    }
    await this.finishFolders(to);
    if (this.firstFailure) throw this.firstFailure;
  }

  private async prepare(from: FileSide, to: FileSide, signal: AbortSignal): Promise<void> {
    const { transfer } = this.parts;
    if (!this.plan) {
      this.plan = await planOf(from, to, pathOf(transfer.source.path), signal);
      transfer.files = this.plan.items.length;
      transfer.bytes = this.plan.items.reduce((sum, { state }) => sum + state.bytes, 0);
      transfer.skipped = this.plan.skipped;
      this.parts.onChange();
    }
    if (this.foldersMade) return;
    for (const { way } of this.plan.folders) await makeFolder(to, this.pathOf(way));
    this.foldersMade = true;
  }

  /** Modes of folders come last: one that may not be written to could not be filled. */
  private async finishFolders(to: FileSide): Promise<void> {
    for (const { way, mode } of (this.plan?.folders ?? []).toReversed()) {
      if (mode === null) continue;
      await to.setMode(this.pathOf(way), mode).catch((error: unknown) => {
        if (!(error instanceof AppError) || !error.code.startsWith('files.')) throw error;
      });
    }
  }

  /** Files for the next round, their places decided; null when nothing is left. */
  private async nextGroup(
    from: FileSide,
    to: FileSide,
    signal: AbortSignal,
  ): Promise<Placed[] | null> {
    const items = this.plan?.items ?? [];
    for (let item = items[this.at]; item && this.settled.has(item.source); item = items[this.at])
      this.at += 1;
    if (this.at >= items.length) return null;
    const group: Placed[] = [];
    const places = new Set<string>();
    let bytes = 0;
    for (let index = this.at; index < items.length && group.length < groupFiles; index += 1) {
      const item = items[index];
      if (!item || this.settled.has(item.source)) continue;
      if (group.length > 0 && bytes + item.state.bytes > groupBytes) break;
      signal.throwIfAborted();
      try {
        const placed = await this.placing.place(item, from, to, signal);
        if (!placed) {
          this.done(item);
          continue;
        }
        // Two names over there may be one here: the second finds the first when that is done.
        const place = placed.part.toString().normalize().toLowerCase();
        if (places.has(place)) break;
        places.add(place);
        group.push(placed);
        bytes += item.state.bytes;
      } catch (error) {
        this.failed(item, error);
      }
    }
    return group;
  }

  private async copyGroup(parts: CopyParts, group: readonly Placed[]): Promise<void> {
    const copies = await this.copyAll(parts, group);
    this.setState('verifying');
    const { how, differing } = await verify(parts, copies);
    let good = copies.filter((copy) => !differing.includes(copy));
    if (differing.length > 0) good = [...good, ...(await this.again(parts, differing))];
    const { transfer } = this.parts;
    for (const copy of good) {
      try {
        await finish(parts, copy);
      } catch (error) {
        this.failed(copy, error);
        continue;
      }
      transfer.verified = transfer.verified === 'size-only' ? 'size-only' : how;
      transfer.sourceGrew ||= copy.grew;
      if (transfer.files === 1) transfer.sha256 = how === 'size-only' ? null : copy.sha256;
      this.underWay.delete(copy);
      this.done(copy, copy.bytes);
    }
    this.parts.onFiles(good);
    this.setState('running');
  }

  private async copyAll(parts: CopyParts, group: readonly Placed[]): Promise<Copied[]> {
    const copies: Copied[] = [];
    const waiting = [...group];
    const work = async (): Promise<void> => {
      for (let placed = waiting.shift(); placed; placed = waiting.shift()) {
        try {
          copies.push(await this.copyOne(parts, placed));
        } catch (error) {
          // Nobody starts another one when the link or the disk is at fault.
          if (endsAll(error)) waiting.length = 0;
          this.failed(placed, error);
        }
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: filesAtOnce }, work));
    const broken = workers.find((result) => result.status === 'rejected');
    if (broken) throw broken.reason;
    return copies;
  }

  private async copyOne(parts: CopyParts, placed: Placed): Promise<Copied> {
    this.underWay.set(placed, 0);
    this.placing.begun(placed);
    const copy = await copyBytes(parts, placed, (bytes, isNew) => {
      if (isNew) this.parts.onBytes(bytes);
      else if (bytes > 0) this.wasThere(placed, bytes);
      this.underWay.set(placed, (this.underWay.get(placed) ?? 0) + bytes);
      this.count();
    });
    // The copy stands for its file from here on.
    this.underWay.set(copy, this.underWay.get(placed) ?? 0);
    this.underWay.delete(placed);
    return copy;
  }

  /** Copies that differ are made once more, from their first byte; then it is a failure. */
  private async again(parts: CopyParts, differing: readonly Copied[]): Promise<Copied[]> {
    for (const copy of differing) this.underWay.delete(copy);
    this.setState('running');
    const anew = differing.map((copy) => ({
      ...copy,
      fresh: true,
      part: partOf(copy.target),
      replaces: copy.replaces || copy.part.equals(copy.target),
    }));
    const copies = await this.copyAll(parts, anew);
    this.setState('verifying');
    const { differing: still } = await verify(parts, copies);
    for (const copy of still) {
      await removePart(parts, copy);
      const path = decodeName(copy.source, this.fromEncoding(parts));
      this.failed(copy, new AppError('files.checksum-differs', { path, host: parts.remote.host }));
    }
    return copies.filter((copy) => !still.includes(copy));
  }

  /** A single file's failure is kept for the end; one of the link or the disk ends the attempt. */
  private failed(item: Item, error: unknown): void {
    if (!(error instanceof AppError) || endsAll(error)) throw error;
    this.firstFailure ??= error;
    this.settled.add(item.source);
    for (const key of this.underWay.keys())
      if (key.source === item.source) this.underWay.delete(key);
    this.count();
  }

  private done(item: Item, bytes = item.state.bytes): void {
    this.settled.add(item.source);
    this.finishedBytes += bytes;
    this.parts.transfer.filesDone += 1;
    this.count();
  }

  private wasThere(item: Item, bytes: number): void {
    this.resumed.set(item.source.toString('latin1'), bytes);
    this.parts.transfer.resumedFrom = [...this.resumed.values()].reduce(
      (sum, each) => sum + each,
      0,
    );
  }

  private count(): void {
    const { transfer, onChange } = this.parts;
    transfer.bytesDone = [...this.underWay.values()].reduce(
      (sum, bytes) => sum + bytes,
      this.finishedBytes,
    );
    transfer.bytes = Math.max(transfer.bytes, transfer.bytesDone);
    onChange();
  }

  private setState(state: 'running' | 'verifying'): void {
    this.parts.transfer.state = state;
    this.parts.onChange();
  }

  private pathOf(way: readonly Buffer[]): Buffer {
    return join(pathOf(this.parts.transfer.target.path), ...way);
  }

  private fromEncoding({ remote, local }: CopyParts) {
    return (this.parts.transfer.direction === 'upload' ? local : remote).encoding;
  }
}

/** Failures that the next file would meet as well. */
function endsAll(error: unknown): boolean {
  return (
    !(error instanceof AppError) ||
    !error.code.startsWith('files.') ||
    error.code === 'files.no-space'
  );
}
