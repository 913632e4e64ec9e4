import { AppError } from '../../../contract/errors';
import type { Following } from './following';
import type { Place } from './place';
import type { Sibling } from './ports';

/** What came of {@link takeContent}. */
interface Taken {
  /** Bytes that were new. */
  read: number;
  /** It was this file, and all that can be had of it has been taken. */
  done: boolean;
  /** It ends early, or is damaged. */
  broken: boolean;
}

/** Takes the rest of the content of a packed file, if it is that of the place. */
export async function takeContent(
  follower: Following,
  place: Place,
  file: Sibling,
): Promise<Taken> {
  const { host, over } = follower.parts;
  const { from } = place.proofFrom(place.provable);
  const needed = from + place.neededFrom(from);
  let before: Buffer | null = Buffer.alloc(0);
  let read = 0;
  let broken = false;
  try {
    for await (const chunk of host.unpack(file.path, from)) {
      if (over.aborted) return { read, done: false, broken };
      let rest = chunk;
      if (before) {
        before = Buffer.concat([before, chunk]);
        if (from + before.length < needed) continue;
        // It was proved a moment ago, and may have been exchanged since.
        if (!place.proves(from, before)) return { read, done: false, broken };
        place.learn(from, before);
        if (from === 0) place.beganWith(before);
        rest = before.subarray(place.offset - from);
        before = null;
      }
      await follower.append(rest);
      read += rest.length;
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'logs.unpack-failed') throw error;
    broken = true;
  }
  const enough = !before || (broken ? needed === 0 : from + before.length >= needed);
  return { read, done: enough, broken };
}
