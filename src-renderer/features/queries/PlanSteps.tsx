import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { Plan, PlanStep } from '../../../src-main/contract/index';
import { cx, formatCount, HostileText, KeyValueList, plainDisplay, Section } from '../../ui/index';
import styles from './PlanView.module.css';

/** Number of the step around one; -1 for none. */
function parentOf(steps: readonly PlanStep[], number: number): number {
  const depth = steps[number]?.depth ?? 0;
  return steps.slice(0, number).findLastIndex((step) => step.depth < depth);
}

/** The steps of a plan as a tree, with their share of the cost. */
export function PlanSteps({
  plan: { steps, warnings },
  active,
  onActive,
}: {
  plan: Plan;
  active: number;
  onActive: (number: number) => void;
}) {
  const { t } = useTranslation('plans');
  const id = useId();
  const tree = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const warned = new Set(warnings.map(({ step }) => step));
  const hasChildren = (number: number): boolean =>
    (steps[number + 1]?.depth ?? -1) > (steps[number]?.depth ?? 0);
  const visible: number[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const [number, { depth }] of steps.entries()) {
    if (depth > hiddenBelow) continue;
    hiddenBelow = folded.has(number) ? depth : Number.POSITIVE_INFINITY;
    visible.push(number);
  }
  const fold = (number: number, shut: boolean): void => {
    const next = new Set(folded);
    if (shut) next.add(number);
    else next.delete(number);
    setFolded(next);
  };
  const go = (place: number): void => {
    const number = visible[Math.max(0, Math.min(place, visible.length - 1))];
    if (number === undefined) return;
    onActive(number);
    tree.current?.querySelector(`[data-step="${number}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = visible.indexOf(active);
    const opens = hasChildren(active) && folded.has(active);
    const shuts = hasChildren(active) && !folded.has(active);
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(place + 1),
      ArrowUp: () => go(place - 1),
      Home: () => go(0),
      End: () => go(visible.length - 1),
      ArrowRight: () => (opens ? fold(active, false) : go(place + 1)),
      ArrowLeft: () => (shuts ? fold(active, true) : go(visible.indexOf(parentOf(steps, active)))),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  const costs = steps.some(({ cost }) => cost !== null);
  return (
    <>
      <div className={styles['columns']} aria-hidden="true">
        <span className="fb-grow">{t('step')}</span>
        <span>{costs ? t('cost') : t('noCosts')}</span>
      </div>
      <div
        ref={tree}
        className={styles['tree']}
        role="tree"
        tabIndex={0}
        aria-label={t('tree')}
        aria-activedescendant={`${id}-${active}`}
        onKeyDown={onKeyDown}
      >
        {visible.map((number) => {
          const step = steps[number];
          if (!step) return null;
          const children = hasChildren(number);
          return (
            <div
              key={number}
              id={`${id}-${number}`}
              data-step={number}
              role="treeitem"
              aria-level={step.depth + 1}
              aria-selected={number === active}
              {...(children ? { 'aria-expanded': !folded.has(number) } : {})}
              className={cx(
                styles['step'],
                number === active && styles['active'],
                warned.has(number) && styles['warned'],
              )}
              style={{
                paddingInlineStart: `calc(${6 + Math.min(step.depth, 12) * 12}px * var(--zoom))`,
              }}
              onClick={() => onActive(number)}
              onDoubleClick={() => children && fold(number, !folded.has(number))}
            >
              <span className={styles['fold']} aria-hidden="true">
                {children && (folded.has(number) ? <IconChevronRight /> : <IconChevronDown />)}
              </span>
              <span className={cx('fb-ellipsis', 'fb-grow')}>
                <b>{plainDisplay(step.operation)}</b>{' '}
                <HostileText text={step.object || step.index} />
              </span>
              <span className={styles['number']}>
                {step.cost !== null
                  ? formatCost(step.cost)
                  : step.rows !== null
                    ? `≈ ${formatCount(step.rows)}`
                    : ''}
              </span>
              {costs && <CostBar share={step.share} warned={warned.has(number)} />}
            </div>
          );
        })}
      </div>
    </>
  );
}

function CostBar({ share, warned }: { share: number | null; warned: boolean }) {
  const { t } = useTranslation('plans');
  const percent = Math.round((share ?? 0) * 100);
  return (
    <span className={styles['bar']} title={t('share', { percent })}>
      <span
        className={cx(styles['fill'], warned && styles['hot'])}
        style={{ width: `${Math.max(share === null || share === 0 ? 0 : 4, percent)}%` }}
      />
    </span>
  );
}

/** Large costs are whole numbers, small ones have two digits that count. */
function formatCost(cost: number): string {
  return cost >= 100 ? formatCount(Math.round(cost)) : String(Number(cost.toPrecision(3)));
}

/** Everything a server says of one step. */
export function PlanStepDetail({ step }: { step: PlanStep }) {
  const { t } = useTranslation('plans');
  const own = [
    ['object', step.object],
    ['alias', step.alias],
    ['index', step.index],
    ['estimatedRows', step.rows === null ? '' : formatCount(step.rows)],
    ['estimatedCost', step.cost === null ? '' : formatCost(step.cost)],
    ['ownShare', step.share === null ? '' : `${Math.round(step.share * 100)} %`],
  ] as const;
  return (
    <Section title={t('details')}>
      <KeyValueList
        items={[
          ...own
            .filter(([, value]) => value !== '')
            .map(([key, value]) => ({
              key,
              label: t(key),
              value: <HostileText text={value} />,
              mono: true,
            })),
          ...step.details.map(({ name, value }, number) => ({
            key: `${number} ${name}`,
            label: plainDisplay(name),
            value: <HostileText text={value} />,
            mono: true,
          })),
        ]}
      />
    </Section>
  );
}
