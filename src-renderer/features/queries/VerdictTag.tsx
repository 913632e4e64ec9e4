import { useTranslation } from 'react-i18next';
import { IconCircleCheck, IconHandStop, IconLoader2, IconShieldLock } from '@tabler/icons-react';
import type { Verdict } from '../../../src-main/contract/index';
import { Button, NoteBlock, Tag } from '../../ui/index';

/** The guard's word while typing. */
export function VerdictTag({ verdict, judging }: { verdict: Verdict | null; judging: boolean }) {
  const { t } = useTranslation('queries');
  if (!verdict) return judging ? <Tag icon={<IconLoader2 />}>{t('verdict.judging')}</Tag> : null;
  return verdict.verdict === 'read' ? (
    <Tag tone="ok" icon={<IconCircleCheck />}>
      {t('verdict.read')}
    </Tag>
  ) : (
    <Tag tone="error" icon={<IconHandStop />}>
      {t('verdict.refused')}
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
      {refusalText(t, verdict)}
    </NoteBlock>
  );
}

/** The reason of a refusal in words. */
export function refusalText(
  translate: (key: string, params: Record<string, string>) => string,
  verdict: Verdict,
): string {
  const [first] = verdict.reasons;
  return translate(`guard.${first?.reason ?? 'unparsable'}`, first?.params ?? {});
}
