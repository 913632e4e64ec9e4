import { AppError } from '../../../contract/errors';
import type { Following } from './following';
import { packing } from './packed';
import { hasHead, strongProof, type Place } from './place';
import { headBytes, type Head, type Sibling } from './ports';

/** So many packed files are unpacked to look for one, at the most. */
const mostPacked = 20;

/** Where the file of a place, or a copy of it, was found. */
export interface Found {
  /** `shorter`: a copy that ends before the place. */
  kind: 'file' | 'packed' | 'shorter';
  file: Sibling;
  identity: string;
}

/** Finds files among those beside a log, by what they are and by what they hold. */
export class Finder {
  private readonly follower: Following;
  /** Files that were looked at in vain, as they were then. */
  private readonly refused = new Set<string>();

  constructor(follower: Following) {
    this.follower = follower;
  }

  /** What was looked at in vain is looked at again. */
  forget(): void {
    this.refused.clear();
  }

  /**
   * The file of a place, or a copy of it. `again`: something changed while it was looked for.
   *
   * @param cut the file itself is still there, but no longer with what was read of it
   */
  async find(place: Place, all: readonly Sibling[], cut: boolean): Promise<Found | 'again' | null> {
    const { host } = this.follower.parts;
    const { overlap, offset, identity } = place;
    const same = all.find((file) => file.identity !== null && file.identity === identity);
    if (same && !cut && packing(same.path) === null) {
      const { from, length } = place.proofFrom(overlap);
      const look = await host.look(same.path, from, length, identity);
      if (look === 'again') return 'again';
      if (typeof look !== 'string' && this.follower.proves(look))
        return { kind: 'file', file: same, identity };
    }
    let shorter: Found | null = null;
    let unpacked = 0;
    for (const file of this.candidates(place, all)) {
      if (cut && (file === same || file.path === place.file)) continue;
      const key = `${offset} ${file.path} ${file.identity} ${file.size} ${file.modified}`;
      if (this.refused.has(key)) continue;
      if (packing(file.path) !== null) {
        if ((unpacked += 1) > mostPacked) continue;
        const kind = await this.judgePacked(place, file);
        if (kind === 'packed') return { kind, file, identity };
        if (kind === 'shorter') shorter ??= { kind, file, identity };
        else this.refused.add(key);
        continue;
      }
      const kind = await this.judge(place, file);
      if (kind === 'again') return 'again';
      if (kind === 'shorter') shorter ??= { kind, file, identity };
      else if (kind) return { ...kind, file };
      else this.refused.add(key);
    }
    return shorter;
  }

  /**
   * Rotated files that were written after the last look at a place, oldest first: what is left
   * where the file itself is gone.
   */
  async writtenAfter(place: Place, all: readonly Sibling[]): Promise<Sibling[]> {
    const { modified } = place;
    if (modified === null) return [];
    const later = this.follower.names
      .from(all)
      .filter((file) => file.modified !== null && file.modified >= modified);
    const known = place.allFinished;
    const found: Sibling[] = [];
    for (const file of later) {
      if (!(await this.begins(file, known))) found.push(file);
    }
    return found;
  }

  /** Whether a file comes right after the one that was finished last: nothing was between them. */
  async followsFinished(place: Place, file: Sibling, all: readonly Sibling[]): Promise<boolean> {
    const { names } = this.follower;
    const before = names
      .from(all)
      .find(({ path }) => names.after(all, path)[0]?.path === file.path);
    return before !== undefined && (await this.begins(before, place.finished.slice(-1)));
  }

  /** Whether a file has one of these heads. */
  private async begins(file: Sibling, heads: readonly Head[]): Promise<boolean> {
    const head = await this.headOf(file);
    const size = packing(file.path) === null ? file.size : head.length;
    return heads.some((one) => hasHead(head, size, one));
  }

  /** The first bytes of a file's content. */
  async headOf(file: Sibling): Promise<Buffer> {
    if (packing(file.path) !== null) return this.content(file, 0, headBytes);
    const look = await this.follower.parts.host.look(file.path, 0, headBytes);
    return typeof look === 'string' ? Buffer.alloc(0) : look.bytes;
  }

  /** Files that may hold what was read, the likeliest first. */
  private candidates(place: Place, all: readonly Sibling[]): Sibling[] {
    const { names } = this.follower;
    const rotated = names.from(all);
    const others = all.filter((file) => !rotated.includes(file) && file.path !== names.live);
    const live = all.filter((file) => file.path === names.live);
    const ordered = [...rotated, ...others, ...live];
    const { modified } = place;
    const isLater = (file: Sibling): boolean =>
      modified === null || file.modified === null || file.modified >= modified;
    // Files of before the last look cannot be it, unless a tool changed their times.
    const earlier = ordered.filter((file) => !isLater(file)).toReversed();
    return [...ordered.filter(isLater), ...(place.provable >= strongProof ? earlier : [])];
  }

  private async judge(
    place: Place,
    file: Sibling,
  ): Promise<{ kind: 'file'; identity: string } | 'shorter' | 'again' | null> {
    const { host } = this.follower.parts;
    const { provable, offset, head, identity } = place;
    if (head.bytes === 0 && provable === 0) {
      const untouched = file.size === 0 && file.modified === place.modified;
      return untouched ? { kind: 'file', identity: file.identity ?? identity } : null;
    }
    if (file.size < offset) {
      if (head.bytes === 0 || file.size < head.bytes) return null;
      return hasHead(await this.headOf(file), file.size, head) ? 'shorter' : null;
    }
    const { from, length } = place.proofFrom(provable);
    const look = await host.look(file.path, from, length, identity);
    if (look === 'again') return 'again';
    if (typeof look === 'string' || !place.proves(look.from, look.bytes)) return null;
    if (provable < strongProof && !look.same) {
      if (head.bytes === 0 || !place.beginsLike(await this.headOf(file))) return null;
    }
    // Whatever has its name next is told from it.
    if (look.from === 0) place.beganWith(look.bytes);
    return { kind: 'file', identity: look.file.identity };
  }

  private async judgePacked(place: Place, file: Sibling): Promise<'packed' | 'shorter' | null> {
    const { provable, head } = place;
    if (head.bytes === 0 && provable === 0) {
      // It was empty when it was seen, and has not been written since.
      const untouched = file.modified !== null && file.modified === place.modified;
      return untouched && (await this.headOf(file)).length === 0 ? 'packed' : null;
    }
    const sameHead = head.bytes > 0 && hasHead(await this.headOf(file), head.bytes, head);
    if (head.bytes > 0 && !sameHead) return null;
    const { from, length } = place.proofFrom(provable);
    const before = await this.content(file, from, length);
    if (place.proves(from, before)) return 'packed';
    return sameHead && before.length < place.neededFrom(from) ? 'shorter' : null;
  }

  /** A piece of a packed file's content; less where it ends, or cannot be unpacked. */
  private async content(file: Sibling, from: number, length: number): Promise<Buffer> {
    let content = Buffer.alloc(0);
    try {
      for await (const chunk of this.follower.parts.host.unpack(file.path, from)) {
        content = Buffer.concat([content, chunk]);
        if (content.length >= length) break;
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'logs.unpack-failed') throw error;
    }
    return content.subarray(0, length);
  }
}
