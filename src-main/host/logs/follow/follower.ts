import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '../../../contract/errors';
import { firstPlace } from './begin';
import type { FollowerParts, Following } from './following';
import { Latecomers } from './late';
import { Mover } from './mover';
import { namesOf, type LogNames } from './names';
import type { FollowMark, FollowOptions, FollowSink, Look, Missing } from './ports';
import { headBytes } from './ports';
import { packing } from './packed';
import { Place } from './place';

/**
 * The most that is read in one go: an eighth of what waits, within these. While one piece is taken
 * the next one is on its way, and both are held in memory.
 */
const shortPiece = 4 * 1024 * 1024;
const longPiece = 16 * 1024 * 1024;
/** Read where nothing is known to wait. */
const shortRead = 192 * 1024;
/** So much waiting is read at once; less is left until after a pause, so that it becomes one read. */
const muchBytes = 1024 * 1024;
const shortestPauseMs = 100;
const longestPauseMs = 1000;
/** So much is handed on at once, before others have their turn. */
const appendBytes = 1024 * 1024;
/** Bytes are made durable at least so often while there are more. */
const commitEveryMs = 250;
/** A file that cannot be read may just be being made by a rotation. */
const patienceMs = 2000;
/** So long one read after the other may prove nothing. */
const unclearMs = 30_000;
/** How often a pattern is asked for a newer match. */
const matchEveryMs = 2000;

interface Asked {
  path: string;
  offset: number;
  length: number;
  answer: Promise<Look | Missing | 'again'>;
}

/** Follows a log over one connection. */
export class Follower implements Following {
  place: Place | null = null;
  names: LogNames;
  readonly parts: FollowerParts;
  private readonly mover: Mover;
  private readonly latecomers = new Latecomers(this);
  /** Bytes of the file that wait, as far as they were seen. */
  private backlog = 0;
  private lastRead = 0;
  private ahead: Asked | null = null;
  private dirty = false;
  private sinkIsSound = true;
  private committedAt = 0;
  private refusedSince: number | null = null;
  private unclearSince: number | null = null;
  private matchedAt = 0;
  private caughtUp = false;
  /** The last look was one at the file itself, and had about all of it. */
  private nearEnd = false;
  private waits: Missing | null = null;

  constructor(parts: FollowerParts) {
    this.parts = parts;
    const { sink } = parts;
    if (sink.state) this.place = Place.of(sink.state);
    this.names = namesOf(parts.host, parts.path, sink.state?.file ?? null);
    this.mover = new Mover(this);
  }

  /** Runs until it is over. @throws AppError of the host, of the sink, `logs.path-unreadable` */
  async run(): Promise<void> {
    try {
      await this.loop();
    } finally {
      // What was taken before a cut is as good as ever; after a failure of the sink it is not.
      if (this.dirty && this.sinkIsSound) await this.commit();
    }
  }

  private async loop(): Promise<void> {
    const { over } = this.parts;
    if (this.place) {
      await this.mark({ event: 'resumed', offset: this.place.offset });
      // Told also where nothing comes after it.
      await this.commit();
    }
    let pause = shortestPauseMs;
    let from = this.parts.from;
    while (!over.aborted) {
      let read = 0;
      if (this.place) read = await this.step(this.place);
      else if (!(await this.begin(from))) from = this.waits ? 'start' : from;
      if (this.place && this.mover.settled) await this.latecomers.look(this.place);
      const more = this.backlog >= muchBytes && read > 0;
      if (this.dirty && (!more || performance.now() - this.committedAt > commitEveryMs))
        await this.commit();
      if (more) {
        this.caughtUp = false;
        continue;
      }
      if (this.nearEnd && !this.caughtUp && this.mover.settled) {
        this.caughtUp = true;
        this.parts.tell({ event: 'caught-up' });
      }
      const busy = read > 0 || this.mover.hurries;
      pause = busy ? shortestPauseMs : Math.min(longestPauseMs, pause * 1.5);
      await sleep(pause, over);
    }
  }

  /** Appends bytes that follow the place, in the sink and in the place. */
  async append(bytes: Buffer): Promise<void> {
    for (let at = 0; this.place && at < bytes.length; at += appendBytes) {
      if (at > 0) await breathe();
      const part = bytes.subarray(at, at + appendBytes);
      await this.toSink((sink) => sink.append(part));
      this.place.advance(part);
      this.dirty = true;
      const late = performance.now() - this.committedAt > commitEveryMs;
      if (late || this.parts.sink.full) await this.commit();
    }
  }

  /** Appends bytes that came late to the file that was left, and makes them durable. */
  async appendLate(left: Place, bytes: Buffer): Promise<void> {
    if (this.dirty) await this.commit();
    await this.toSink((sink) => sink.append(bytes));
    left.advance(bytes);
    await this.mark({ event: 'recovered', bytes: bytes.length, from: left.file });
    await this.commit(left);
  }

  async mark(mark: FollowMark): Promise<void> {
    await this.toSink((sink) => sink.mark(mark));
    this.parts.tell(mark);
  }

  /** @param from where what was appended came from, when it is not the place */
  async commit(from: Place | null = null): Promise<void> {
    if (!this.place) return;
    const { state } = this.place;
    await this.toSink((sink) => sink.commit(state, from?.state));
    this.dirty = false;
    this.committedAt = performance.now();
  }

  private async toSink(act: (sink: FollowSink) => void | Promise<void>): Promise<void> {
    this.sinkIsSound = false;
    await act(this.parts.sink);
    this.sinkIsSound = true;
  }

  /** Whether a look shows the file of the place, and its bytes before the offset. */
  proves(look: Look): boolean {
    return look.same && this.place !== null && this.place.proves(look.from, look.bytes);
  }

  /** Takes what a look that {@link proves} brought. Bytes that were new. */
  async take(look: Look): Promise<number> {
    const { place } = this;
    if (!place) return 0;
    place.learn(look.from, look.bytes);
    const bytes = look.bytes.subarray(place.offset - look.from);
    if (look.from === 0) place.beganWith(look.bytes);
    place.saw(look.file);
    await this.append(bytes);
    this.parts.host.recycle?.(look);
    this.backlog = Math.max(0, look.file.size - place.offset);
    this.lastRead = bytes.length;
    return bytes.length;
  }

  /** Reads on; what is in the way of it is dealt with. Bytes that were new. */
  private async step(place: Place): Promise<number> {
    if (this.mover.exhausted) return this.mover.leave(place);
    // What a packed file holds cannot be looked at.
    const look = packing(place.file) === null ? await this.read(place) : 'missing';
    if (look === 'again') return this.unclear();
    this.unclearSince = null;
    if (look === 'unreadable') return this.refused();
    this.refusedSince = null;
    if (typeof look === 'string' || !this.proves(look)) {
      this.ahead = null;
      this.backlog = 0;
      this.nearEnd = false;
      this.waiting(typeof look === 'string' && place.file === this.names.live ? look : null);
      return this.mover.relocate(place, look);
    }
    this.waiting(null);
    if (await this.mover.doubts(place, look)) return 0;
    const read = await this.take(look);
    this.nearEnd = this.backlog < muchBytes;
    this.mover.found(read);
    await this.completeHead(place);
    if (read === 0) {
      await this.lookForMatches();
      if (place.file !== this.names.live) return this.mover.leave(place);
    }
    return read;
  }

  private read(place: Place): Promise<Look | Missing | 'again'> {
    const { offset, file } = place;
    let asked = this.ahead;
    this.ahead = null;
    if (asked?.path !== file || asked.offset !== offset) {
      const expected = Math.max(shortRead, this.backlog, 2 * this.lastRead);
      asked = this.ask(place, offset, Math.min(this.piece, expected));
    }
    const { piece } = this;
    if (this.backlog >= asked.length + piece / 2) {
      this.ahead = this.ask(place, offset + asked.length, piece);
      // Nobody may come to read it.
      this.ahead.answer.catch(() => undefined);
    }
    return asked.answer;
  }

  private get piece(): number {
    return Math.min(longPiece, Math.max(shortPiece, Math.floor(this.backlog / 8)));
  }

  private ask(place: Place, offset: number, length: number): Asked {
    const { overlap, file, identity } = place;
    const answer = this.parts.host.look(file, offset - overlap, length + overlap, identity);
    return { path: file, offset, length, answer };
  }

  private async begin(from: FollowOptions['from']): Promise<boolean> {
    if (this.names.live === null) await this.names.list();
    const path = this.names.live;
    const found = path === null ? 'missing' : await firstPlace(this.parts.host, path, from);
    if (found === 'again') {
      this.unclear();
      return false;
    }
    this.unclearSince = null;
    if (found === 'unreadable') {
      this.refused();
      return false;
    }
    this.refusedSince = null;
    this.waiting(typeof found === 'string' ? found : null);
    if (typeof found === 'string') return false;
    this.place = found;
    this.mover.began(found);
    await this.commit();
    return true;
  }

  /** The first bytes of a file that was resumed in the middle of them. */
  private async completeHead(place: Place): Promise<void> {
    const { head, offset, file, identity } = place;
    if (head.bytes >= Math.min(headBytes, offset)) return;
    const look = await this.parts.host.look(file, 0, headBytes, identity);
    if (typeof look !== 'string' && look.same) place.beganWith(look.bytes);
  }

  private async lookForMatches(): Promise<void> {
    if (this.names.live === this.parts.path) return;
    if (performance.now() - this.matchedAt < matchEveryMs) return;
    this.matchedAt = performance.now();
    await this.names.list();
  }

  private refused(): number {
    const { username, path, hostName } = this.parts;
    this.refusedSince ??= performance.now();
    if (performance.now() - this.refusedSince > patienceMs)
      throw new AppError('logs.path-unreadable', { host: hostName, username, path });
    return 0;
  }

  /** The host may not be able to say what a file is, and would be asked for ever. */
  private unclear(): number {
    this.unclearSince ??= performance.now();
    if (performance.now() - this.unclearSince > unclearMs)
      throw new AppError('ssh.exec-failed', {
        host: this.parts.hostName,
        detail: `stat ${this.place?.file ?? this.parts.path}`,
      });
    return 0;
  }

  private waiting(reason: Missing | null): void {
    if (this.waits === reason) return;
    this.waits = reason;
    if (reason === 'missing' || reason === 'not-a-file')
      this.parts.tell({ event: 'waiting', reason });
  }
}

/** Waits, unless the signal says that it is in vain. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
