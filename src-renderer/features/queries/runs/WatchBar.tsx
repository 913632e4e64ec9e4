import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconAlertTriangle,
  IconArrowsDiff,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRepeat,
  IconX,
} from '@tabler/icons-react';
import type { Environment, ResultState } from '../../../../src-main/contract/index';
import {
  Button,
  cx,
  formatCount,
  formatMoment,
  IconButton,
  Menu,
  plainDisplay,
  Tag,
  useAnnounce,
  type MenuItem,
} from '../../../ui/index';
import { errorText, failureOf, useCommand, useWorkbench, useNow } from '../../workbench/index';
import { openComparison } from '../compare/open-comparison';
import { openResult } from '../connections';
import { intervalText } from './RepeatButton';
import { secondsUntil, type Watch, type WatchRound } from './watch';
import type { WatchControl } from './use-watch';
import styles from './runs.module.css';

/** How a repeated run goes: when it is asked next, what changed, and the rounds so far. */
export function WatchBar({
  watch,
  control,
  gone,
  environment,
  results,
}: {
  watch: Watch;
  control: WatchControl;
  /** Key values of rows that are gone, the first of them. */
  gone: readonly string[];
  environment: Environment;
  /** Results that are kept: an older round can be looked at while it is among them. */
  results: readonly ResultState[];
}) {
  const { t } = useTranslation(['query-runs', 'ui']);
  const workbench = useWorkbench();
  const announce = useAnnounce();
  const { phase, changes, error, rounds, previousId, result } = watch;
  const going = phase === 'waiting' || phase === 'running';
  const rounded = rounds[0]?.number ?? 0;
  const told = changes ? changesText(t, changes) : '';
  useEffect(() => {
    if (changes && changes.added + changes.removed + changes.changed > 0) announce(told);
  }, [announce, changes, told]);
  useCommand({
    id: 'queries.repeatPause',
    titleKey: 'query-runs:command.pause',
    icon: IconPlayerPause,
    keys: 'P',
    when: () => (phase === 'ended' ? 'query-runs:reason.ended' : true),
    run: going ? control.pause : control.resume,
  });
  const failure = error && errorText(failureOf(error));
  const kept = (id: string | null): boolean => results.some((known) => known.id === id);
  return (
    <div className={styles['watch']} role="group" aria-label={t('watch.title')}>
      <div className={cx(styles['watchLine'], styles['watchHead'])}>
        <IconRepeat size={15} aria-hidden="true" />
        <strong>{intervalText(t, watch.seconds)}</strong>
        <Tag tone={going ? 'info' : 'neutral'}>{t(`watch.phase.${phase}`)}</Tag>
        {watch.nextAt !== null && <Countdown key={watch.nextAt} at={watch.nextAt} />}
        <span className="fb-ellipsis fb-grow">
          {changes ? (
            <strong title={told}>{told}</strong>
          ) : (
            rounded > 0 && !error && <span className="fb-muted">{t('watch.noKey')}</span>
          )}
        </span>
        {going ? (
          <Button icon={<IconPlayerPause />} kbd="P" onClick={control.pause}>
            {t('watch.pause')}
          </Button>
        ) : (
          <Button
            icon={<IconPlayerPlay />}
            {...(phase === 'paused' ? { kbd: 'P' } : {})}
            onClick={control.resume}
          >
            {t(phase === 'paused' ? 'watch.resume' : 'watch.again')}
          </Button>
        )}
        {phase !== 'ended' && (
          <Button icon={<IconPlayerStop />} onClick={control.stop}>
            {t('watch.stop')}
          </Button>
        )}
        <IconButton
          label={t('watch.compare')}
          icon={<IconArrowsDiff />}
          disabledReason={previousId === null ? t('reason.oneRun') : undefined}
          onClick={() => {
            if (previousId === null) return;
            // The one before is kept only until the next round has ended.
            if (going) control.pause();
            openComparison(workbench, { beforeId: previousId, afterId: result.id });
          }}
        />
        <Menu
          label={t('watch.history')}
          trigger={
            <Button
              icon={<IconHistory />}
              disabledReason={rounds.length === 0 ? t('reason.noRound') : undefined}
              title={t('watch.rounds', { count: rounded })}
            >
              {t('watch.history')}{' '}
              <span className="fb-number fb-muted">{formatCount(rounded)}</span>
            </Button>
          }
          items={rounds.map((round): MenuItem => ({
            id: String(round.number),
            label: roundText(t, round),
            disabledReason:
              round.result === null
                ? roundFailure(round)
                : kept(round.result.id)
                  ? undefined
                  : t('reason.roundGone'),
            onSelect: () => {
              if (!round.result) return;
              if (going) control.pause();
              openResult(workbench, round.result);
            },
          }))}
        />
        {phase === 'ended' && (
          <IconButton label={t('watch.dismiss')} icon={<IconX />} onClick={control.dismiss} />
        )}
      </div>
      {gone.length > 0 && changes && (
        <div className={styles['watchLine']}>
          <span className={styles['gone']}>
            {t('watch.gone', { count: changes.removed })}{' '}
            <bdi className="fb-mono">{plainDisplay(gone.join(', '))}</bdi>
            {changes.removed > gone.length && ' …'}
          </span>
        </div>
      )}
      {failure && (
        <div className={styles['watchLine']} role="alert">
          <span className={styles['failed']}>
            <IconAlertTriangle size={15} aria-hidden="true" />
            {failure.what} {failure.next}
          </span>
        </div>
      )}
      {going && environment === 'production' && (
        <div className={styles['watchLine']}>
          <span className="fb-muted fb-small">
            {t('repeat.load', { environment: t(`ui:environment.${environment}.full`) })}
          </span>
        </div>
      )}
    </div>
  );
}

/** Counts down to the next run; only this is drawn every second. */
function Countdown({ at }: { at: number }) {
  const { t } = useTranslation('query-runs');
  const now = useNow();
  return (
    <span className="fb-number" role="timer">
      {t('watch.next', { seconds: secondsUntil(at, now) })}
    </span>
  );
}

type Translate = ReturnType<typeof useTranslation<['query-runs', 'ui']>>['t'];

/** `Δ 2 changed · + 1 new · − 1 gone`, or that nothing changed. */
function changesText(t: Translate, changes: NonNullable<Watch['changes']>): string {
  const { added, removed, changed } = changes;
  const parts = [
    ...(changed > 0 ? [`Δ ${t('watch.changed', { rows: formatCount(changed) })}`] : []),
    ...(added > 0 ? [`+ ${t('watch.added', { rows: formatCount(added) })}`] : []),
    ...(removed > 0 ? [`− ${t('watch.removed', { rows: formatCount(removed) })}`] : []),
  ];
  return parts.length === 0 ? t('watch.same') : parts.join(' · ');
}

function roundText(t: Translate, { number, at, result, changes }: WatchRound): string {
  const seconds = ((result?.elapsedMs ?? 0) / 1000).toFixed(2);
  const parts = [
    t('watch.round', { number, time: formatMoment(at) }),
    ...(result ? [t('watch.roundRows', { rows: formatCount(result.rows), seconds })] : []),
    ...(result && changes ? [changesText(t, changes)] : []),
  ];
  return parts.join(' · ');
}

function roundFailure({ error }: WatchRound): string {
  return error ? errorText(failureOf(error)).what : '';
}
