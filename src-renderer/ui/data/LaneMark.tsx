import { cx } from '../cx';
import styles from './LogList.module.css';

/** Sources that have a shape and a lane of their own; later ones are letters in the last lane. */
const shapes = ['laneA', 'laneB', 'laneC'] as const;
export const shapedLanes = shapes.length;

/** Class of the shape that stands for a source; undefined where a letter does. */
export function laneShape(lane: number): string | undefined {
  const shape = shapes[lane];
  return shape && cx(styles['lane'], styles[shape]);
}

/** `A` to `Z`, then `AA`: how a source of a merged view is called. */
export function laneLetter(lane: number): string {
  const letter = String.fromCodePoint(65 + (lane % 26));
  return lane < 26 ? letter : laneLetter(Math.floor(lane / 26) - 1) + letter;
}

/** The shape of a source (● ■ ◆, then letters), beside its name. */
export function LaneMark({ lane }: { lane: number }) {
  const shape = laneShape(lane);
  return (
    <span className={styles['laneMark']} aria-hidden="true">
      {shape ? <i className={shape} /> : laneLetter(lane)}
    </span>
  );
}
