import i18next from 'i18next';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconChevronDown, IconChevronRight, IconPlayerPlay } from '@tabler/icons-react';
import type { Plan, PlanStep, PlanWarning } from '../../../src-main/contract/index';
import {
  Button,
  cx,
  formatCount,
  formatFullTime,
  HostileText,
  KeyValueList,
  NoteBlock,
  plainDisplay,
  Section,
  Segmented,
  TextArea,
} from '../../ui/index';
import type { EvidenceAnnouncement } from '../workbench/index';
import { base64OfText, planAsText } from './plan-text';
import styles from './PlanView.module.css';

export interface PlanViewProps {
  plan: Plan;
  /** Runs a shipped check on the same connection; absent where none can run. */
  onCheck?: (queryId: string) => void;
}

/** How a server would run a statement: warnings first, then its steps with their share of the cost. */
export function PlanView({ plan, onCheck }: PlanViewProps) {
  const { t } = useTranslation('plans');
  const [shown, setShown] = useState<'tree' | 'raw'>('tree');
  const [active, setActive] = useState(0);
  const step = plan.steps[active];
  return (
    <div className={styles['plan']}>
      <div className={styles['head']}>
        <span className="fb-grow fb-faint fb-tiny">
          {t(plan.origin)}
          {plan.generic && ` · ${t('generic')}`}
        </span>
        <Segmented
          label={t('title')}
          hideLabel
          value={shown}
          onChange={setShown}
          options={[
            { value: 'tree', label: t('tab.tree') },
            { value: 'raw', label: t('tab.raw') },
          ]}
        />
      </div>
      {plan.warnings.map((warning, number) => (
        <Warning
          key={number}
          warning={warning}
          onGo={() => {
            setShown('tree');
            setActive(warning.step ?? 0);
          }}
          onCheck={onCheck}
        />
      ))}
      {plan.warnings.length === 0 && <p className={styles['hint']}>{t('noWarnings')}</p>}
      {shown === 'raw' ? (
        <TextArea
          label={t('raw')}
          hideLabel
          mono
          readOnly
          rows={18}
          value={plan.raw.text}
          onChange={() => undefined}
        />
      ) : (
        <>
          <Steps plan={plan} active={active} onActive={setActive} />
          {step && <StepDetail step={step} />}
        </>
      )}
      <Section title={t('provenance.title')}>
        <KeyValueList
          items={[
            { key: 'at', label: t('provenance.at'), value: formatFullTime(plan.at), mono: true },
            { key: 'server', label: t('provenance.server'), value: plan.server, mono: true },
            { key: 'database', label: t('provenance.database'), value: plan.database, mono: true },
            { key: 'user', label: t('provenance.user'), value: plan.username, mono: true },
            { key: 'sha256', label: t('provenance.sha256'), value: plan.sha256, mono: true },
          ]}
        />
      </Section>
    </div>
  );
}

/** A plan as evidence: a text that stands alone. */
export function planEvidence(plan: Plan, title: string): EvidenceAnnouncement {
  const t = i18next.getFixedT(null, 'plans');
  const name = plainDisplay(title)
    .replace(/[\\/:*?"<>|\s]+/g, ' ')
    .trim()
    .slice(0, 80);
  return {
    label: t('evidence', { title: name }),
    source: () => ({
      kind: 'file',
      name: `${name === '' ? 'statement' : name}.plan.txt`,
      mediaType: 'text/plain',
      data: base64OfText(planAsText(plan, (warning) => warningWords(t, warning).join(': '))),
    }),
  };
}

type Translate = ReturnType<typeof useTranslation<'plans'>>['t'];

/** Title and text of a warning. */
function warningWords(t: Translate, { kind, params }: PlanWarning): [string, string] {
  const words = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? formatCount(value) : plainDisplay(value),
    ]),
  );
  return [t(`warning.${kind}.title`, { ...words }), t(`warning.${kind}.text`, { ...words })];
}

function Warning({
  warning,
  onGo,
  onCheck,
}: {
  warning: PlanWarning;
  onGo: () => void;
  onCheck: ((queryId: string) => void) | undefined;
}) {
  const { t } = useTranslation('plans');
  const [title, text] = warningWords(t, warning);
  const { check } = warning;
  return (
    <NoteBlock
      tone="warn"
      title={title}
      actions={
        <>
          {check !== null && onCheck && (
            <Button icon={<IconPlayerPlay />} onClick={() => onCheck(check)}>
              {t('runCheck')}
            </Button>
          )}
          {warning.step !== null && (
            <Button variant="ghost" onClick={onGo}>
              {t('goTo')}
            </Button>
          )}
        </>
      }
    >
      {text}
    </NoteBlock>
  );
}

/** Number of the step around one; -1 for none. */
function parentOf(steps: readonly PlanStep[], number: number): number {
  const depth = steps[number]?.depth ?? 0;
  return steps.slice(0, number).findLastIndex((step) => step.depth < depth);
}

function Steps({
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

function StepDetail({ step }: { step: PlanStep }) {
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
