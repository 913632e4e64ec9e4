import { AppError } from '../../../contract/errors';
import type { TransferQuestion } from '../../../contract/files';
import { decodeName, join } from '../paths';
import type { FileSide, FileState } from '../side';
import type { Placed } from './copy';
import { freeName, partOf, stateOrNull } from './place';
import type { Item } from './walk';

/** What is done with a file that is there already. */
export type Choice = 'ask' | 'resume' | 'overwrite' | 'skip' | 'rename';

/** Asks a person. @throws the signal's reason */
export type Ask = (
  question: TransferQuestion,
  signal: AbortSignal,
) => Promise<Exclude<Choice, 'ask'>>;

/** Decides for each file of a transfer where it goes, if at all. */
export class Placing {
  /** An answer for all changes it. */
  choice: Choice;
  private readonly folder: Buffer;
  private readonly isResumed: boolean;
  private readonly ask: Ask;
  /** What was decided for single files; a cut link must not ask again. */
  private readonly decided = new Map<Buffer, Exclude<Choice, 'ask'>>();
  /** Sources whose parts are of this transfer. */
  private readonly started = new Set<Buffer>();

  /**
   * @param folder the target
   * @param isResumed what is there whole is taken for done
   */
  constructor(folder: Buffer, choice: Choice, isResumed: boolean, ask: Ask) {
    this.folder = folder;
    this.choice = choice;
    this.isResumed = isResumed;
    this.ask = ask;
  }

  /** Its bytes are being written. */
  begun({ source }: Item): void {
    this.started.add(source);
  }

  /** @returns null when it is not to be copied @throws AppError `files.exists` for a folder of its name */
  async place(
    item: Item,
    from: FileSide,
    to: FileSide,
    signal: AbortSignal,
  ): Promise<Placed | null> {
    const target = join(this.folder, ...item.way);
    const usual = { ...item, target, part: partOf(target), replaces: false, fresh: false };
    const isFirst = !this.isResumed && !this.started.has(item.source);
    const there = await stateOrNull(to, target);
    if (!there) return { ...usual, fresh: this.choice === 'overwrite' && isFirst };
    if (there.kind === 'folder')
      throw new AppError('files.exists', {
        path: decodeName(target, to.encoding),
        host: to.host,
      });
    if (!isFirst && isSame(item.state, there)) return null;
    const known = this.decided.get(item.source) ?? this.choice;
    const choice = known === 'ask' ? await this.ask(questionOf(item, there, from), signal) : known;
    this.decided.set(item.source, choice);
    switch (choice) {
      case 'skip':
        return null;
      case 'overwrite':
        return { ...usual, replaces: true, fresh: isFirst };
      case 'rename': {
        const free = await freeName(to, target);
        return { ...usual, target: free, part: partOf(free) };
      }
      case 'resume': {
        const part = await stateOrNull(to, usual.part);
        const goesOn = !part && isBeginning(item, there);
        return { ...usual, part: goesOn ? target : usual.part, replaces: true };
      }
    }
  }
}

function questionOf(item: Item, there: FileState, from: FileSide): TransferQuestion {
  return {
    name: item.way.map((part) => decodeName(part, from.encoding)).join('/'),
    sourceBytes: item.state.bytes,
    sourceChangedAt: item.state.changedAt,
    targetBytes: there.bytes,
    targetChangedAt: there.changedAt,
    resumable: isBeginning(item, there),
  };
}

/** Whether it may be the beginning of the source. */
function isBeginning({ state }: Item, there: FileState): boolean {
  return there.kind === 'file' && there.bytes < state.bytes;
}

/** Whether a file is what an earlier attempt has finished: it keeps size and time of its source. */
function isSame(source: FileState, there: FileState): boolean {
  const seconds = (at: number | null): number => Math.floor((at ?? 0) / 1000);
  return source.bytes === there.bytes && seconds(source.changedAt) === seconds(there.changedAt);
}
