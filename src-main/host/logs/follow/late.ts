import type { Following } from './following';
import { packing } from './packed';
import type { Place } from './place';
import type { Look } from './ports';

/** The file that was left is looked at so often, for so long. */
const lookEveryMs = 1000;
const lookForMs = 10 * 60_000;
/** The most that is read of it in one go. */
const lateBytes = 1024 * 1024;

/**
 * What is written late to a file that was rotated away and left: by a process that still holds
 * it, as a web server's workers do until their last request is over. It is taken between two
 * lines of the log; what cannot be is a gap.
 */
export class Latecomers {
  private readonly follower: Following;
  private left: Place | null = null;
  private since = 0;
  private lookedAt = 0;

  constructor(follower: Following) {
    this.follower = follower;
  }

  /** Looks for them, if it is time. */
  async look(place: Place): Promise<void> {
    const { left } = place;
    const now = performance.now();
    if (left !== this.left) {
      this.left = left;
      this.since = now;
    }
    if (!left || now - this.lookedAt < lookEveryMs) return;
    this.lookedAt = now;
    if (now - this.since > lookForMs) return this.giveUp(place, left);
    const { follower } = this;
    const { overlap, offset } = left;
    const wanted = { from: offset - overlap, length: overlap + lateBytes };
    const look = await follower.parts.host.look(
      left.file,
      wanted.from,
      wanted.length,
      left.identity,
    );
    if (look === 'again' || look === 'unreadable') return;
    if (typeof look === 'string') return this.findAgain(place, left);
    await this.take(place, left, look);
    follower.parts.host.recycle?.(look);
  }

  private async take(place: Place, left: Place, look: Look): Promise<void> {
    if (!look.same || !left.proves(look.from, look.bytes)) return this.findAgain(place, left);
    left.learn(look.from, look.bytes);
    left.saw(look.file);
    const lines = wholeLines(look.bytes.subarray(left.offset - look.from));
    if (lines.length > 0 && place.endsLine) await this.follower.appendLate(left, lines);
  }

  /** It may have another name by now. */
  private async findAgain(place: Place, left: Place): Promise<void> {
    const all = await this.follower.names.list();
    const file = all.find(({ identity }) => identity !== null && identity === left.identity);
    const moved = file && file.path !== left.file && file.path !== place.file;
    if (moved && packing(file.path) === null) left.file = file.path;
    else await this.giveUp(place, left);
  }

  private async giveUp(place: Place, left: Place): Promise<void> {
    place.left = null;
    const bytes = left.seen - left.offset;
    if (bytes <= 0) return;
    await this.follower.mark({ event: 'gap', bytes });
    await this.follower.commit();
  }
}

/** Bytes up to the last line break; none of UTF-16, where a line break is not one byte. */
function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.includes(0) ? 0 : bytes.lastIndexOf(0x0a) + 1);
}
