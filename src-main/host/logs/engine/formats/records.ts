import type { LogLevel } from '../../../../contract/logs';
import type { Kernel } from '../kernel/index';
import type { LineFact } from '../log-index';

/** A record of a few lines in hand: its bytes, [from, to), its level and time (UTC ms, NaN without). */
export interface RecordFact {
  from: number;
  to: number;
  level: LogLevel | null;
  time: number;
}

/** Facts of the lines of a text that is wholly in hand, beginning with a log's first line. */
export function factsOf(kernel: Kernel, bytes: Buffer): LineFact[] {
  return kernel.facts(bytes, 0, null);
}

/** The records of lines in hand; level and time are those of its first line. */
export function recordsOf(facts: readonly LineFact[]): RecordFact[] {
  const records: RecordFact[] = [];
  let open: RecordFact | null = null;
  for (const fact of facts) {
    if (fact.ignored) continue;
    if (fact.startsRecord) {
      open = { from: fact.offset, to: fact.end, level: fact.level, time: fact.time };
      records.push(open);
    } else if (open) {
      open.to = fact.end;
    }
  }
  return records;
}
