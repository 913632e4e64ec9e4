import type { LogUnit } from '../../../contract/logs';
import type { Lane } from './lane';
import type { Member } from './member';
import { Timeline } from './timeline';

/** The rows of a view at one time: what numbers of rows mean. */
export class Arrangement {
  readonly timeline: Timeline;
  /** Number of the first row. */
  readonly firstRow: number;
  /** Place of each lane's source in the view. */
  readonly sources: readonly number[];

  constructor(timeline: Timeline, sources: readonly number[]) {
    const [only] = timeline.lanes;
    this.timeline = timeline;
    this.sources = sources;
    this.firstRow = only && timeline.lanes.length === 1 && !only.set ? only.firstItem : 0;
  }

  get rows(): number {
    return this.timeline.rows;
  }

  /** Lane of a source; −1: nothing of it is at hand. */
  laneOf(source: number): number {
    return this.sources.indexOf(source);
  }

  /** Of a view without sources. */
  static empty(): Arrangement {
    return new Arrangement(Timeline.empty(), []);
  }

  /** Rows of the members as they are known now. */
  static async of(
    members: readonly Member[],
    unit: LogUnit,
    ask: { leaves: (member: Member) => boolean; growing: (member: Member) => boolean },
    signal?: AbortSignal,
  ): Promise<Arrangement> {
    const lanes: Lane[] = [];
    const sources: number[] = [];
    const growing: boolean[] = [];
    members.forEach((member, source) => {
      if (!ask.leaves(member)) return;
      const lane = member.laneFor(unit);
      if (!lane) return;
      lanes.push(lane);
      sources.push(source);
      growing.push(ask.growing(member));
    });
    return new Arrangement(await Timeline.of(lanes, growing, signal), sources);
  }

  /**
   * Whether all rows of `before` are among these still, whatever came in between: each lane of it
   * is there, and has grown at most.
   */
  holds(before: Arrangement): boolean {
    const { lanes } = this.timeline;
    if (lanes.length < 2 || before.timeline.lanes.length < 2) return false;
    return before.timeline.lanes.every((lane, index) => {
      const source = before.sources[index] ?? -1;
      const now = lanes[this.laneOf(source)];
      // What a log begins with moves to its first time when that comes.
      return now?.continues(lane) === true && now.firstKey === before.starts[index];
    });
  }

  /** Whether the rows of `before` are still what they were, and new ones only at the end. */
  async continues(before: Arrangement, signal?: AbortSignal): Promise<boolean> {
    const { lanes } = this.timeline;
    const same =
      lanes.length === before.timeline.lanes.length &&
      lanes.every((lane, index) => lane.continues(before.timeline.lanes[index])) &&
      this.sources.every((source, index) => source === before.sources[index]);
    if (!same || this.rows < before.rows) return false;
    if (this.firstRow !== before.firstRow) return lanes.length === 1;
    if (lanes.length === 1) return true;
    // What a log begins with moves to its first time when that comes.
    const moved = lanes.some(({ firstKey }, index) => firstKey !== before.starts[index]);
    if (moved && before.rows > 0) return false;
    if (this.rows === before.rows) return true;
    const reached = await this.timeline.locate(before.rows, signal);
    return reached.every((position, index) => position === before.ends[index]);
  }

  /** How far into each lane the rows go. */
  private ends: readonly number[] = [];
  /** First keys of the lanes. */
  private starts: readonly number[] = [];

  /** Remembers how far the rows go, to be compared with what they become. */
  async settle(signal?: AbortSignal): Promise<void> {
    const { timeline } = this;
    if (timeline.lanes.length < 2) return;
    this.starts = timeline.lanes.map(({ firstKey }) => firstKey);
    this.ends = await timeline.locate(timeline.rows, signal);
  }
}
