import { isUtf8 } from 'node:buffer';
import { bytes, Unsayable } from './brackets';
import { gbBoundary, gbStart, type HostPattern } from './host-pattern';

/** Longer patterns are shown as they were typed. */
const longestShown = 200;

/**
 * A pattern as it finds the same in lines that `grep -b` has put `offset:` before.
 *
 * @param startsLine it looks at the begin of the line
 * @throws Unsayable `^`
 */
export function behindOffset(pattern: HostPattern, startsLine: boolean): Buffer {
  if (startsLine) throw new Unsayable('^');
  const written =
    pattern.kind === 'extended'
      ? pattern.pattern.toString('latin1')
      : (pattern.exact?.toString('latin1') ?? pattern.forms.map(bytes).join('|'));
  return Buffer.from(
    written.startsWith(gbStart)
      ? `^[0-9]*:(.*${gbBoundary})?${written.slice(gbStart.length)}`
      : `^[0-9]*:.*(${written})`,
    'latin1',
  );
}

/** The same for people: what they typed, where the bytes of the pattern say nothing to them. */
export function shownPattern(pattern: HostPattern, typed: string): HostPattern {
  const all = pattern.kind === 'extended' ? [pattern.pattern] : pattern.forms;
  const short = all.reduce((sum, { length }) => sum + length, 0) <= longestShown;
  if (short && all.every(isUtf8)) return pattern;
  const said = Buffer.from(typed);
  return pattern.kind === 'extended'
    ? { kind: 'extended', pattern: said, exact: null }
    : { kind: 'fixed', forms: [said], exact: null };
}
