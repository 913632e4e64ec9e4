import { useTranslation } from 'react-i18next';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ResultState, Verdict } from '../../../../src-main/contract/index';
import { Section } from '../../../ui/index';
import styles from '../queries.module.css';

/** What holds whatever the statement: of what only reads, and of a script that writes. */
const promises = {
  reads: ['session', 'limits', 'audit'],
  writes: ['shown', 'gate', 'transaction', 'audit'],
} as const;

/** What protects the server: what the guard found good of this statement, and what holds always. */
export function GuardSection({
  kind,
  verdict,
  result,
}: {
  kind: keyof typeof promises;
  /** Of the statement in the console; null for none, and without a console. */
  verdict: Verdict | null;
  /** A result without its console. */
  result: ResultState | null;
}) {
  const { t } = useTranslation(['query-library', 'queries']);
  const ran = result && (result.guard === 'reviewed' ? 'guard.ranReviewed' : 'guard.ran');
  return (
    <>
      {kind === 'reads' && (
        <Section title={t('queries:inspector.guard')}>
          {verdict?.verdict === 'refused' ? (
            <p className={styles['words']}>{t('guard.refused')}</p>
          ) : verdict ? (
            <Checks
              lines={[
                ...verdict.checks.map((check) => t(`guard.check.${check}`)),
                ...(verdict.reviewed ? [t('guard.reviewed')] : []),
              ]}
            />
          ) : ran ? (
            <Checks lines={[t(ran)]} />
          ) : (
            <p className={styles['words']}>{t('guard.notYet')}</p>
          )}
        </Section>
      )}
      <Section title={t(kind === 'reads' ? 'guard.always' : 'queries:inspector.guard')}>
        <Checks
          lines={promises[kind].map((promise) => t(`queries:inspector.promise.${promise}`))}
        />
      </Section>
    </>
  );
}

function Checks({ lines }: { lines: readonly string[] }) {
  return (
    <ul className={styles['promises']}>
      {lines.map((line) => (
        <li key={line}>
          <IconCircleCheck size={15} aria-hidden="true" />
          {line}
        </li>
      ))}
    </ul>
  );
}
