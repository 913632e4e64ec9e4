import type { LogNames } from './names';
import type { Place } from './place';
import type { FollowEvent, FollowMark, FollowOptions, LogHost, Look } from './ports';

/** What one connection's following is made of. */
export interface FollowerParts extends Pick<FollowOptions, 'path' | 'username' | 'from' | 'sink'> {
  host: LogHost;
  hostName: string;
  tell: (event: FollowEvent) => void;
  /** Aborted when it has to end. */
  over: AbortSignal;
}

/** Following over one connection, as those see it who deal with rotations. */
export interface Following {
  readonly parts: FollowerParts;
  readonly names: LogNames;
  /** Null until the log has been seen. */
  place: Place | null;
  /** Whether a look shows the file of the place, and its bytes before the offset. */
  proves(look: Look): boolean;
  /** Appends bytes that follow the place, in the sink and in the place. */
  append(bytes: Buffer): Promise<void>;
  /** Appends bytes that came late to the file that was left, and makes them durable. */
  appendLate(left: Place, bytes: Buffer): Promise<void>;
  mark(mark: FollowMark): Promise<void>;
  commit(): Promise<void>;
}
