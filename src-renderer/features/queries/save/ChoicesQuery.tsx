import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { Dialect } from '../../../../src-main/contract/index';
import { Button, NoteBlock, plainDisplay, TextArea } from '../../../ui/index';
import { errorText, useHostMutation } from '../../workbench/index';
import { useConsoles } from '../connections';
import { useVerdict } from '../use-verdict';
import { refusalText, VerdictTag } from '../VerdictTag';
import styles from './save.module.css';

/** Values that are told after a try. */
const shownValues = 8;

/** A statement whose first column a parameter offers: judged while it is typed, tried on the connection in use. */
export function ChoicesQuery({
  dialect,
  value,
  error,
  onChange,
}: {
  dialect: Dialect;
  value: string;
  error?: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation(['query-library', 'queries']);
  const consoleId = useId();
  const endpointId = useConsoles((store) => store.chosen);
  const { verdict, judging } = useVerdict(dialect, value);
  const refused = verdict?.verdict === 'refused' && !judging;
  const wrong =
    error ??
    (refused ? refusalText((key, words) => t(`queries:${key}`, words), verdict) : undefined);
  const attempt = useHostMutation(
    (host) =>
      host.queries.choices({
        parameter: { choices: [], choicesFrom: value },
        endpointId: endpointId ?? '',
        consoleId,
        fresh: true,
      }),
    // Told in place.
    { onError: () => undefined },
  );
  const found = attempt.data?.values ?? [];
  return (
    <>
      <TextArea
        label={t('save.choicesFrom')}
        hint={t('save.choicesFromHint')}
        mono
        rows={3}
        value={value}
        onChange={(sql) => {
          attempt.reset();
          onChange(sql);
        }}
        {...(wrong === undefined ? {} : { error: wrong })}
      />
      <div className={styles['row']}>
        <Button
          icon={<IconPlayerPlay aria-hidden="true" />}
          busy={attempt.isPending}
          disabledReason={
            value.trim() === ''
              ? t('queries:reason.empty')
              : endpointId === null
                ? t('queries:reason.noConnection')
                : refused
                  ? t('queries:verdict.refused')
                  : undefined
          }
          onClick={() => attempt.mutate()}
        >
          {t('save.try')}
        </Button>
        <VerdictTag verdict={verdict} judging={judging} />
      </div>
      {attempt.error && <NoteBlock tone="error">{errorText(attempt.error).what}</NoteBlock>}
      {attempt.data && (
        <p className={styles['hint']} role="status">
          {found.length === 0
            ? t('save.triedNone')
            : t(found.length > shownValues ? 'save.triedMore' : 'save.tried', {
                values: found.slice(0, shownValues).map(plainDisplay).join(' · '),
              })}
        </p>
      )}
    </>
  );
}
