import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSet } from './line-set';

/** Lines that crowd, lie apart, and stand in rows: each makes another kind of container. */
const lines = fc
  .array(
    fc.oneof(
      fc.nat(300_000).map((line) => [line, line + 1] as const),
      fc
        .tuple(fc.nat(300_000), fc.nat(20_000))
        .map(([from, length]) => [from, from + length] as const),
      fc.nat(280_000).map((from) => [from, from + 12_000, 2] as const),
    ),
    { maxLength: 8 },
  )
  .map((parts) => {
    const all = new Set<number>();
    for (const [from, to, step = 1] of parts)
      for (let line = from; line < to; line += step) all.add(line);
    return [...all].sort((a, b) => a - b);
  });

const probe = fc.nat(320_000);

function listOf(set: LineSet): number[] {
  return [...set.values()];
}

describe('a set of lines', () => {
  it('has, counts, ranks and selects as a sorted list does', () => {
    fc.assert(
      fc.property(lines, fc.array(probe, { maxLength: 20 }), (list, probes) => {
        const set = LineSet.of(list);
        const plain = new Set(list);
        expect(set.count).toBe(list.length);
        expect(set.last).toBe(list.at(-1) ?? -1);
        expect(listOf(set)).toEqual(list);
        for (const line of probes) {
          expect(set.has(line)).toBe(plain.has(line));
          const rank = list.filter((each) => each < line).length;
          expect(set.rank(line)).toBe(rank);
          expect(set.next(line)).toBe(list[rank]);
          expect(set.previous(line)).toBe(list[rank - 1]);
          expect(set.at(line % (list.length + 1))).toBe(list[line % (list.length + 1)]);
        }
        const [from = 0, to = 0] = probes;
        const within = list.filter((line) => line >= from && line < to).length;
        expect(set.countRange(from, to)).toBe(within);
      }),
      { numRuns: 25 },
    );
  });

  it('joins, cuts and turns over as sets do', () => {
    fc.assert(
      fc.property(lines, lines, probe, probe, (one, two, from, to) => {
        const left = LineSet.of(one);
        const right = LineSet.of(two);
        const inTwo = new Set(two);
        expect(listOf(left.and(right))).toEqual(one.filter((line) => inTwo.has(line)));
        expect(listOf(left.andNot(right))).toEqual(one.filter((line) => !inTwo.has(line)));
        const either = [...new Set([...one, ...two])].sort((a, b) => a - b);
        expect(listOf(left.or(right))).toEqual(either);
        const inOne = new Set(one);
        const others: number[] = [];
        for (let line = from; line < to; line += 1) if (!inOne.has(line)) others.push(line);
        expect(listOf(LineSet.range(from, to).andNot(left))).toEqual(others);
        expect(listOf(left)).toEqual(one);
      }),
      { numRuns: 25 },
    );
  });

  it('goes on after its end was taken back, and after it was joined', () => {
    fc.assert(
      fc.property(lines, probe, lines, (first, cut, more) => {
        for (const set of [LineSet.of(first), LineSet.of(first).or(new LineSet())]) {
          set.truncate(cut);
          const kept = first.filter((line) => line < cut);
          expect(set.last).toBe(kept.at(-1) ?? -1);
          const added = more.map((line) => line + cut);
          for (const line of added) set.add(line);
          expect(listOf(set)).toEqual([...kept, ...added]);
          expect(set.count).toBe(kept.length + added.length);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('takes ranges as it takes lines', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(90_000)), { maxLength: 6 }), (steps) => {
        const set = new LineSet();
        const plain: number[] = [];
        let at = 0;
        for (const [skip, length] of steps) {
          set.addRange(at + skip, at + skip + length);
          for (let line = at + skip; line < at + skip + length; line += 1) plain.push(line);
          at += skip + length;
        }
        expect(listOf(set)).toEqual(plain);
        expect(set.count).toBe(plain.length);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps sixteen million neighbours in next to nothing, and every second line in 2 MB', () => {
    const all = LineSet.range(0, 16_000_000);
    expect(all.count).toBe(16_000_000);
    expect(all.bytes).toBeLessThan(50_000);
    expect(all.at(12_345_678)).toBe(12_345_678);
    const half = new LineSet();
    for (let line = 0; line < 4_000_000; line += 2) half.add(line);
    expect(half.bytes).toBeLessThan(600_000);
    expect(half.at(1_000_000)).toBe(2_000_000);
    expect(half.rank(3_999_999)).toBe(2_000_000);
  });

  it('refuses a line below those it has, for that would be a bug', () => {
    const set = LineSet.of([1, 5]);
    set.add(5);
    expect(set.count).toBe(2);
    expect(() => set.add(4)).toThrow(RangeError);
  });

  it('counts lines beyond 32 bits', () => {
    const far = 5_000_000_000;
    const set = LineSet.of([3, far, far + 1]);
    expect([...set.values()]).toEqual([3, far, far + 1]);
    expect(set.rank(far)).toBe(1);
    expect(set.has(far + 1)).toBe(true);
  });

  it('is told as bits, and takes bits', () => {
    const lines = [0, 31, 32, 5000, 65_535, 65_536, 65_540, 200_001, 300_000];
    const set = LineSet.of(lines);
    set.addRange(300_001, 380_000);
    for (const [from, to] of [
      [0, 400_000],
      [32, 66_000],
      [65_536, 65_600],
      [199_968, 330_001],
      [500_000, 500_040],
    ] as const) {
      const taken = LineSet.of([1, 2]);
      const bits = set.bits(from, to);
      taken.truncate(0);
      taken.addBits(from, bits);
      const expected = [...set.values(set.rank(from))].filter((line) => line < to);
      expect([...taken.values()].filter((line) => line < to)).toEqual(expected);
    }
    // The word that holds the greatest line is added to.
    const joined = LineSet.of([64]);
    joined.addBits(64, Uint32Array.of(0b110, 0, 1));
    joined.add(200);
    expect([...joined.values()]).toEqual([64, 65, 66, 128, 200]);
  });
});
