import { useId, useRef, type CSSProperties, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostRun, Run } from '../../../src-main/contract/index';
import { cx, EnvironmentTag } from '../../ui/index';
import { StateIcon, StateMark } from './marks';
import { elapsedOf, hostsByUrgency, type Cell } from './run-model';
import { stepTime } from './step-time';
import { useWords } from './words';
import styles from './runbooks.module.css';

/**
 * Hosts and steps side by side, failures first. One tab stop: arrows move over the cells, and
 * the chosen cell's output is shown.
 */
export function RunMatrix({
  run,
  chosen,
  now,
  onChoose,
}: {
  run: Run;
  chosen: Cell | null;
  now: number;
  onChoose: (cell: Cell) => void;
}) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const id = useId();
  const grid = useRef<HTMLDivElement>(null);
  const hosts = hostsByUrgency(run.hosts);
  const steps = hosts[0]?.steps.length ?? 0;
  const row = hosts.findIndex(({ endpointId }) => endpointId === chosen?.endpointId);
  const cellId = (at: number, step: number): string => `${id}-${at}-${step}`;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
    const moves: Record<string, [rows: number, steps: number]> = {
      ArrowDown: [1, 0],
      j: [1, 0],
      ArrowUp: [-1, 0],
      k: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      Home: [0, -steps],
      End: [0, steps],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const nextRow = Math.min(hosts.length - 1, Math.max(0, row + move[0]));
    const nextStep = Math.min(steps - 1, Math.max(0, (chosen?.step ?? 0) + move[1]));
    const host = hosts[nextRow];
    if (!host) return;
    onChoose({ endpointId: host.endpointId, step: nextStep });
    grid.current
      ?.querySelector(`[id="${cellId(nextRow, nextStep)}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  return (
    <div className={styles['matrixScroll']}>
      <div
        ref={grid}
        role="grid"
        tabIndex={0}
        data-page-focus
        aria-label={t('run.matrix')}
        aria-rowcount={hosts.length + 1}
        aria-activedescendant={row >= 0 && chosen ? cellId(row, chosen.step) : undefined}
        className={styles['matrix']}
        style={
          {
            '--steps': steps,
            gridTemplateColumns: `minmax(calc(190px * var(--zoom)), calc(300px * var(--zoom))) repeat(${steps}, minmax(calc(132px * var(--zoom)), 1fr))`,
          } as CSSProperties
        }
        onKeyDown={onKeyDown}
      >
        <div role="row" className={styles['matrixRow']}>
          <span role="columnheader" className={cx(styles['matrixHead'], styles['matrixHost'])}>
            {t('run.host')}
          </span>
          {Array.from({ length: steps }, (_, step) => {
            const name = run.stepNames[step];
            const text = name ? words(name) : t('run.step', { number: step + 1 });
            const key = step;
            return (
              <span key={key} role="columnheader" className={styles['matrixHead']} title={text}>
                <span className="fb-faint">{step + 1}</span> {text}
              </span>
            );
          })}
        </div>
        {hosts.map((host, index) => (
          <div key={host.endpointId} role="row" className={styles['matrixRow']}>
            <HostCell host={host} selected={index === row} />
            {host.steps.map((step) => {
              const elapsed = elapsedOf(step, now);
              const selected = index === row && chosen?.step === step.step && !chosen.rollback;
              return (
                <span
                  key={step.step}
                  id={cellId(index, step.step)}
                  role="gridcell"
                  aria-selected={selected}
                  data-state={step.state}
                  className={cx(styles['matrixCell'], selected && styles['matrixChosen'])}
                  onClick={() => {
                    onChoose({ endpointId: host.endpointId, step: step.step });
                    grid.current?.focus();
                  }}
                >
                  <StateMark state={step.state} />
                  {elapsed !== null && (
                    <span className={styles['matrixTime']}>{stepTime(elapsed)}</span>
                  )}
                </span>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function HostCell({ host, selected }: { host: HostRun; selected: boolean }) {
  const { t } = useTranslation('runbooks');
  return (
    <span
      role="rowheader"
      className={cx(styles['matrixHost'], selected && styles['matrixHostChosen'])}
      title={`${host.name} · ${host.host} · ${t(`state.${host.state}`)}`}
    >
      <StateIcon state={host.state} />
      <bdi className="fb-mono fb-ellipsis">{host.name}</bdi>
      <span className="fb-visually-hidden">{t(`state.${host.state}`)}</span>
      <span className="fb-grow" />
      <EnvironmentTag environment={host.environment} />
    </span>
  );
}
