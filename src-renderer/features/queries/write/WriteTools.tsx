import { useTranslation } from 'react-i18next';
import {
  IconArrowBackUp,
  IconCheck,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlayerTrackNext,
  IconShieldLock,
} from '@tabler/icons-react';
import type { WriteFlag, WriteState } from '../../../../src-main/contract/index';
import { Button, Checkbox, Tag, Toolbar, ToolbarSpacer } from '../../../ui/index';
import type { WriteReasons } from './write-reasons';
import styles from './write.module.css';

/** Opens a write; once it is open, sends its statements and ends it. */
export function WriteTools({
  write,
  count,
  busy,
  reasons: { running, openReason, stepReason, commitReason },
  onOpen,
  onStep,
  onStop,
  onEnd,
}: {
  write: WriteState | null;
  /** Statements of the script. */
  count: number;
  busy: boolean;
  reasons: WriteReasons;
  onOpen: () => void;
  onStep: (all: boolean) => void;
  onStop: () => void;
  onEnd: (how: 'commit' | 'rollback') => void;
}) {
  const { t } = useTranslation('queries');
  if (write?.state !== 'open') {
    return (
      <Toolbar label={t('write.tools')}>
        <Button
          variant="danger"
          icon={<IconShieldLock />}
          kbd="Ctrl Enter"
          busy={busy}
          disabledReason={openReason}
          onClick={onOpen}
        >
          {t('write.openAsk')}
        </Button>
        <ToolbarSpacer />
        {write ? (
          <Tag tone={write.state === 'committed' ? 'ok' : 'warn'}>
            {t(`write.end.${write.state}`)}
          </Tag>
        ) : (
          <Tag>{t('write.count', { count })}</Tag>
        )}
      </Toolbar>
    );
  }
  return (
    <Toolbar label={t('write.tools')}>
      <Button
        variant="primary"
        icon={<IconPlayerPlay />}
        kbd="Ctrl Enter"
        busy={running}
        disabledReason={stepReason}
        onClick={() => onStep(false)}
      >
        {t('write.next')}
      </Button>
      <Button
        icon={<IconPlayerTrackNext />}
        disabledReason={stepReason}
        onClick={() => onStep(true)}
      >
        {t('write.all')}
      </Button>
      {running && (
        <Button icon={<IconPlayerStop />} onClick={onStop}>
          {t('result.stop')}
        </Button>
      )}
      <ToolbarSpacer />
      <Button
        icon={<IconArrowBackUp />}
        disabledReason={running ? t('reason.running') : undefined}
        onClick={() => onEnd('rollback')}
      >
        {t('write.rollback')}
      </Button>
      <Button
        variant="dangerSolid"
        icon={<IconCheck />}
        disabledReason={commitReason}
        onClick={() => onEnd('commit')}
      >
        {t('write.commit')}
      </Button>
    </Toolbar>
  );
}

/** What a person must confirm to have seen before the script can be opened. */
export function WriteFlags({
  flags,
  seen,
  onSeen,
}: {
  flags: readonly WriteFlag[];
  seen: ReadonlySet<WriteFlag>;
  onSeen: (seen: ReadonlySet<WriteFlag>) => void;
}) {
  const { t } = useTranslation('queries');
  return (
    <div className={styles['seen']} role="group" aria-label={t('write.seen')}>
      <strong>{t('write.seen')}</strong>
      {flags.map((flag) => (
        <Checkbox
          key={flag}
          label={t(`write.see.${flag}`)}
          checked={seen.has(flag)}
          onChange={(checked) => {
            const next = new Set(seen);
            if (checked) next.add(flag);
            else next.delete(flag);
            onSeen(next);
          }}
        />
      ))}
    </div>
  );
}
