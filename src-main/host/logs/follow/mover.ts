import { takeContent } from './content';
import type { Following } from './following';
import { Finder } from './finder';
import { packing } from './packed';
import { headOf, Place } from './place';
import type { Look, Missing, Sibling } from './ports';
import { headBytes } from './ports';

/** A file that was rotated away may still be written: it is left when it has been quiet so long. */
const quietMs = 500;
/** Nothing more comes to a file whose successor was written so much later. */
const succeededMs = 2000;
/** A file is given up when several lists over this time did not have it. */
const lostTries = 3;
const lostMs = 700;
/** A packed file that ends early may still be being written; it is when it has changed since. */
const unfinishedMs = 5000;
/** Rotations that never come to rest are waited for no longer. */
const unsettledMs = 30_000;

/** Deals with what is in the way of reading on: finds the file again, or goes on to the next one. */
export class Mover {
  /** The rotated file that was unpacked to its end, as the list had it. */
  exhausted: Sibling | null = null;
  private readonly follower: Following;
  private readonly finder: Finder;
  /** The rotation of the present file has been told. */
  private told = false;
  private recovered = 0;
  private quietSince: number | null = null;
  private lost: { since: number; tries: number } | null = null;
  private doubtsSince: number | null = null;
  private unfinished: { file: Sibling; since: number } | null = null;
  /** No file came before the present one that has not been read; asked as long as it was empty. */
  private sure = false;

  constructor(follower: Following) {
    this.follower = follower;
    this.finder = new Finder(follower);
    const { place, names } = follower;
    this.told = place !== null && place.file !== names.live;
  }

  /** Something goes on that will be over soon. */
  get hurries(): boolean {
    return (this.lost !== null && this.lost.tries < 2 * lostTries) || this.quietSince !== null;
  }

  /** A place was found in a log for the first time. */
  began(place: Place): void {
    this.sure = place.seen > 0;
  }

  /** The live log is being read, and nothing is looked for. */
  get settled(): boolean {
    const { place, names } = this.follower;
    return this.lost === null && this.exhausted === null && place?.file === names.live;
  }

  /** The file of the place is where it should be, and so many bytes of it were new. */
  found(read: number): void {
    const { place, names } = this.follower;
    this.lost = null;
    if (place?.file === names.live) {
      this.told = false;
      this.quietSince = null;
      return;
    }
    this.recovered += read;
    if (read > 0) this.quietSince = null;
  }

  /**
   * Whether a file may not be the one it seems to be, because nothing of that had been read yet
   * and another has been rotated away since. Then what that one holds comes first.
   */
  async doubts(place: Place, look: Look): Promise<boolean> {
    if (this.sure || place.offset > 0) return false;
    const empty = look.bytes.length === 0;
    // An empty file that was changed may have come after one that was written and rotated away.
    if (empty && look.file.modified === place.modified) return false;
    const { follower } = this;
    if (place.file === follower.names.live) {
      const all = await follower.names.list();
      // While names move on, one of the files may be in no list.
      this.doubtsSince ??= performance.now();
      const patient = performance.now() - this.doubtsSince < unsettledMs;
      if (patient && !(await this.isSettled(all))) return true;
      this.doubtsSince = null;
      const [first] = await this.finder.writtenAfter(place, all);
      if (first) {
        await this.tell('renamed');
        return this.moveTo(place, first.path);
      }
    }
    this.sure = !empty;
    return false;
  }

  /** The file of the place is not where it was: finds it, a copy of it, or what came after it. */
  async relocate(place: Place, look: Look | Missing): Promise<number> {
    const { follower, finder } = this;
    const all = await follower.names.list();
    const cut = typeof look !== 'string' && look.same;
    const { head, isWeak: weak } = place;
    const found = await finder.find(place, all, cut);
    if (found === 'again') return 0;
    // It may have been exchanged between two questions.
    if (found && (weak || found.kind === 'shorter') && !(await this.isSettled(all))) {
      place.head = head;
      return 0;
    }
    if (found) {
      if (found.file.path !== follower.names.live) await this.tell(cut ? 'truncated' : 'renamed');
      this.lost = null;
      place.file = found.file.path;
      if (found.kind === 'packed') return this.unpack(place, found.file);
      if (found.kind === 'shorter') return this.endIn(place, found.file);
      place.identity = found.identity;
      return 0;
    }
    this.lost ??= { since: performance.now(), tries: 0 };
    const { since } = this.lost;
    if (performance.now() - since < unsettledMs && !(await this.isSettled(all))) {
      // It may just have been given another name each time it was asked for.
      finder.forget();
      return 0;
    }
    this.lost.tries += 1;
    if (this.lost.tries < lostTries || performance.now() - since < lostMs) return 0;
    const [next] = await finder.writtenAfter(place, all);
    const target = next?.path ?? follower.names.live;
    if (target === null) return 0;
    const there = await follower.parts.host.look(target, 0, headBytes);
    if (typeof there === 'string') return 0;
    if (place.file === follower.names.live) await this.tell(cut ? 'truncated' : 'renamed');
    // It was empty when it was seen, and has been packed since: what follows the file before it is it.
    const empty = place.offset === 0 && place.seen === 0;
    const isIt = empty && next && (await finder.followsFinished(place, next, all));
    if (!isIt) await this.gap(place);
    await this.moveTo(place, target, there);
    return 0;
  }

  /** Whether no rotation has gone on since a list was made. */
  private async isSettled(all: readonly Sibling[]): Promise<boolean> {
    const { names } = this.follower;
    const before = names.from(all);
    const now = names.from(await names.list());
    return before.length === now.length && before.every((file, index) => isSame(file, now[index]));
  }

  /** Goes on to what was written after a file that was rotated away, once it is at its end. */
  async leave(place: Place): Promise<number> {
    const { follower, exhausted } = this;
    const { names, parts } = follower;
    const all = await names.list();
    const own = all.find(({ path }) => path === place.file);
    if (exhausted ? !own || !alike(own, exhausted) : !isOf(own, place)) {
      // It has another name by now.
      this.exhausted = null;
      return 0;
    }
    const [next] = names.after(all, place.file);
    const target = next?.path ?? names.live;
    if (target === null || target === place.file) return 0;
    const rotated = target !== names.live;
    const look = await parts.host.look(target, 0, headBytes);
    if (typeof look === 'string') return 0;
    if (!rotated && !exhausted && !this.isOver(place, look)) return 0;
    // The names may have moved on between two of these questions.
    const again = await names.list();
    const [nextAgain] = names.after(again, place.file);
    if ((nextAgain?.path ?? names.live) !== target) return 0;
    const ownAgain = again.find(({ path }) => path === place.file);
    if (exhausted ? !ownAgain || !alike(ownAgain, exhausted) : !isOf(ownAgain, place)) return 0;
    if (!exhausted) {
      const { from, length } = place.proofFrom(place.overlap);
      const last = await parts.host.look(place.file, from, length + 1, place.identity);
      if (typeof last === 'string' || !follower.proves(last)) return 0;
      if (last.from + last.bytes.length > place.offset) return 0;
    }
    if (!place.isWeak && place.beginsLike(look.bytes)) {
      const { from, length } = place.proofFrom(place.provable);
      const there = await parts.host.look(target, from, length, look.file.identity);
      if (typeof there === 'string') return 0;
      if (follower.proves(there)) {
        // What was read is a copy of it that is being made; the place is the same in both.
        place.file = target;
        place.identity = there.file.identity;
        return 0;
      }
    }
    // More had been seen of the file than its copy holds.
    if (place.seen > place.offset) await this.gap(place);
    await this.moveTo(place, target, look);
    return 0;
  }

  /** Whether a rotated file is complete, seen from the file that came after it. */
  private isOver(place: Place, successor: Look): boolean {
    if (successor.file.size === 0) {
      this.quietSince = null;
      return false;
    }
    const { modified } = successor.file;
    if (modified !== null && place.modified !== null && modified - place.modified > succeededMs)
      return true;
    this.quietSince ??= performance.now();
    return performance.now() - this.quietSince >= quietMs;
  }

  /** Whether a process may still hold a file that is being left. */
  private mayGrow({ file, isWeak }: Place): boolean {
    const rotated = file !== this.follower.names.live && packing(file) === null;
    return rotated && !this.exhausted && !isWeak;
  }

  /** Reads the rest of the content of a packed file. */
  private async unpack(place: Place, file: Sibling): Promise<number> {
    const { read, done, broken } = await takeContent(this.follower, place, file);
    this.recovered += read;
    if (!done || (broken && this.mayBeUnfinished(file))) return read;
    if (broken) await this.gap(place);
    place.seen = Math.max(place.seen, place.offset);
    this.exhausted = file;
    await this.follower.commit();
    return read;
  }

  /** Whether a packed file that ends early has not been so for long. */
  private mayBeUnfinished(file: Sibling): boolean {
    const now = performance.now();
    if (!this.unfinished || !isSame(file, this.unfinished.file))
      this.unfinished = { file, since: now };
    return now - this.unfinished.since < unfinishedMs;
  }

  /** A copy that ends before the place: what followed in the file itself until it was cut, nobody has. */
  private async endIn(place: Place, file: Sibling): Promise<number> {
    await this.gap(place);
    this.exhausted = file;
    return 0;
  }

  private async listed(path: string): Promise<Sibling | undefined> {
    return (await this.follower.names.list()).find((file) => file.path === path);
  }

  private async gap(place: Place): Promise<void> {
    const { offset, seen } = place;
    await this.follower.mark({ event: 'gap', bytes: seen > offset ? seen - offset : null });
    place.seen = offset;
  }

  private async tell(how: 'renamed' | 'truncated'): Promise<void> {
    if (this.told) return;
    this.told = true;
    await this.follower.mark({ event: 'rotated', how });
  }

  /** Goes to the beginning of another file. */
  private async moveTo(place: Place, path: string, known?: Look): Promise<boolean> {
    const { follower } = this;
    const { live } = follower.names;
    const look = known ?? (await follower.parts.host.look(path, 0, headBytes));
    if (typeof look === 'string') return false;
    let head = headOf(look.bytes);
    let packed: Sibling | undefined;
    if (packing(path) !== null) {
      packed = await this.listed(path);
      if (!packed) return false;
      // Known before it is left, it can be found again under another name.
      const content = await this.finder.headOf(packed);
      const still = await this.listed(path);
      if (!still || !alike(still, packed)) return false;
      // Another one may have come to have its name since it was looked at.
      const { identity, size, modified } = look.file;
      const again = await follower.parts.host.look(path, 0, headBytes, identity);
      if (typeof again === 'string' || !again.same) return false;
      if (again.file.size !== size || again.file.modified !== modified) return false;
      head = headOf(content);
    }
    if (this.recovered > 0)
      await follower.mark({ event: 'recovered', bytes: this.recovered, from: place.file });
    if (follower.parts.path !== live && path === live && !this.told)
      await follower.mark({ event: 'rotated', how: 'switched' });
    const next = Place.atStart(path, look.file, head, place.allFinished);
    next.left = this.mayGrow(place) ? place : place.left;
    place.left = null;
    this.exhausted = null;
    this.recovered = 0;
    this.quietSince = null;
    this.lost = null;
    this.told = false;
    // An empty file is like any other, and its inode may be given to the next.
    this.sure = head.bytes > 0;
    follower.place = next;
    if (path !== live) await this.tell('renamed');
    if (packed) {
      // The size of the packed file says nothing of its content.
      next.seen = 0;
      await this.unpack(next, packed);
    }
    await follower.commit();
    return true;
  }
}

/** Whether a file of a list is that of the place, as far as the list tells. */
function isOf(file: Sibling | undefined, place: Place): boolean {
  return file !== undefined && (file.identity === null || file.identity === place.identity);
}

function isSame(one: Sibling, other: Sibling | undefined): boolean {
  return other !== undefined && one.path === other.path && alike(one, other);
}

function alike(one: Sibling, other: Sibling): boolean {
  return (
    one.identity === other.identity && one.size === other.size && one.modified === other.modified
  );
}
