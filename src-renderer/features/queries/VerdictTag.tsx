import { useTranslation } from 'react-i18next';
import { IconCircleCheck, IconHandStop, IconLoader2, IconShieldLock } from '@tabler/icons-react';
import type { AppError } from '../../../src-main/contract/errors';
import type { Dialect, RefusalReason, Verdict } from '../../../src-main/contract/index';
import { Button, NoteBlock, plainDisplay, Tag } from '../../ui/index';
import styles from './queries.module.css';

/** Reasons are told up to here; the rest follows when these are mended. */
const maxShown = 5;

/** The guard's word while typing. */
export function VerdictTag({ verdict, judging }: { verdict: Verdict | null; judging: boolean }) {
  const { t } = useTranslation('queries');
  if (!verdict) return judging ? <Tag icon={<IconLoader2 />}>{t('verdict.judging')}</Tag> : null;
  return verdict.verdict === 'read' ? (
    <Tag
      tone="ok"
      icon={<IconCircleCheck />}
      title={t(verdict.reviewed ? 'verdict.reviewedHint' : 'verdict.readHint')}
    >
      {t(verdict.reviewed ? 'verdict.reviewed' : 'verdict.read')}
    </Tag>
  ) : (
    <Tag
      tone="error"
      icon={<IconHandStop />}
      title={t('verdict.refusedHint', { count: verdict.reasons.length })}
    >
      {verdict.reasons.length > 1
        ? t('verdict.refusedMany', { count: verdict.reasons.length })
        : t('verdict.refused')}
    </Tag>
  );
}

/** Why a statement is refused, where, and what to do instead; `onWrite` opens it as a change. */
export function RefusalNote({ verdict, onWrite }: { verdict: Verdict; onWrite: () => void }) {
  const { t } = useTranslation('queries');
  const place = verdict.reasons[0]?.place;
  return (
    <NoteBlock
      tone="error"
      actions={
        <Button variant="danger" icon={<IconShieldLock />} onClick={onWrite}>
          {t('write.openAsk')}
        </Button>
      }
      title={
        place
          ? t('verdict.refusedAt', { line: place.line, column: place.column })
          : t('verdict.refusedNotSent')
      }
    >
      {verdict.reasons.length > 1 ? (
        <ul className={styles['reasons']}>
          {verdict.reasons.slice(0, maxShown).map((one, index) => (
            <li key={index}>
              {one.place && (
                <span className={styles['reasonPlace']}>
                  {one.place.line}:{one.place.column}
                </span>
              )}
              <span>{reasonText(t, one)}</span>
            </li>
          ))}
        </ul>
      ) : (
        refusalText(t, verdict)
      )}
    </NoteBlock>
  );
}

type Translate = (key: string, params: Record<string, string>) => string;

/**
 * One reason in words: what would happen, and what to do instead.
 *
 * @param dialect where the way out differs from database to database
 */
export function reasonText(
  translate: Translate,
  { reason, params }: Pick<RefusalReason, 'reason' | 'params'>,
  dialect?: Dialect,
): string {
  return translate(`guard.${reason}`, { ...params, ...(dialect ? { context: dialect } : {}) });
}

/** What a server or the guard refused at the last moment, in words; null for another failure. */
export function lateRefusal(
  translate: Translate,
  { code, params }: AppError,
  dialect: Dialect,
): string | null {
  const { reason, ...rest } = params;
  if (code !== 'sql.refused' || typeof reason !== 'string') return null;
  const words = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, plainDisplay(String(value))]),
  );
  return reasonText(translate, { reason, params: words }, dialect);
}

/** The most telling reason of a refusal in words; empty when nothing is refused. */
export function refusalText(translate: Translate, { reasons }: Verdict): string {
  const [first] = reasons;
  return first ? reasonText(translate, first) : '';
}
