import type { ChangeKind, Comparison } from '../../../contract/query-results';
import { changeCodes, type Compared } from './thread/compare';

/** What is shown where nobody says what. */
export const defaultKinds: readonly ChangeKind[] = ['added', 'removed', 'changed'];

/** Places of the rows of some kinds, in their order. */
export function placesOf(
  { codes }: Compared,
  kinds: readonly ChangeKind[] = defaultKinds,
): Uint32Array {
  const wanted = new Set<number>(kinds.map((kind) => changeCodes[kind]));
  let count = 0;
  for (const code of codes) if (wanted.has(code)) count += 1;
  const places = new Uint32Array(count);
  let at = 0;
  for (let place = 0; place < codes.length; place += 1)
    if (wanted.has(codes[place] ?? -1)) places[at++] = place;
  return places;
}

/** Rows of each kind. */
export function countsOf(codes: Uint8Array): Comparison['counts'] {
  const counts = [0, 0, 0, 0];
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  const [added = 0, removed = 0, changed = 0, same = 0] = counts;
  return { added, removed, changed, same };
}

/** What became of the row at a place. */
export function kindOf({ codes }: Compared, place: number): ChangeKind {
  const code = codes[place];
  return (
    (Object.keys(changeCodes) as ChangeKind[]).find((kind) => changeCodes[kind] === code) ?? 'same'
  );
}
