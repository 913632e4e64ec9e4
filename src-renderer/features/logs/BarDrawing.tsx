import { memo, useId } from 'react';
import type { LogHistogram } from '../../../src-main/contract/logs';
import { barPaths } from './histogram-model';
import styles from './logs.module.css';

const height = 50;

/** The bars of a histogram, and hatches where the log is not at hand. */
export const BarDrawing = memo(function BarDrawing({ histogram }: { histogram: LogHistogram }) {
  const hatch = useId();
  const { bars } = histogram;
  const paths = barPaths(histogram, height);
  return (
    <>
      <svg
        aria-hidden="true"
        className={styles['chart']}
        viewBox={`0 0 ${bars.length} ${height}`}
        preserveAspectRatio="none"
        data-matched={histogram.matched ? '' : undefined}
      >
        <path className={styles['rest']} d={paths.rest} />
        <path className={styles['warnings']} d={paths.warn} />
        <path className={styles['errors']} d={paths.error} />
        <path className={styles['matched']} d={paths.matched} />
      </svg>
      <svg aria-hidden="true" className={styles['gaps']}>
        <defs>
          <pattern
            id={hatch}
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line x1="0" y1="0" x2="0" y2="7" />
          </pattern>
        </defs>
        {bars.map(
          ({ gap: missing }, index) =>
            missing && (
              <rect
                // oxlint-disable-next-line react/no-array-index-key -- a bar is its place
                key={index}
                x={`${(index / bars.length) * 100}%`}
                width={`${100 / bars.length}%`}
                height="100%"
                fill={`url(#${hatch})`}
              />
            ),
        )}
      </svg>
    </>
  );
});
