import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Transfer, TransferQuestion } from '../../../src-main/contract/index';
import { Button, Checkbox, formatBytes, formatFullTime, HostileText } from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import { answerBatch } from './drop-upload';
import { transfersKey } from './transfers';
import styles from './files.module.css';

type Choice = 'resume' | 'overwrite' | 'skip' | 'rename';

/** A file of that name is there already: what to do, for this one or for all that follow. */
export function ExistingQuestion({
  transfer,
  question,
}: {
  transfer: Transfer;
  question: TransferQuestion;
}) {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const [forAll, setForAll] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const answer = useHostMutation(
    async (host, onExisting: Choice) => {
      if (forAll) answerBatch(transfer.id, onExisting);
      await host.files.answerTransfer({ id: transfer.id, onExisting, forAll });
    },
    {
      onSuccess: () => {
        // The buttons go with the question; the list of transfers stays.
        box.current?.closest<HTMLElement>('[tabindex]')?.focus();
        void workbench.queryClient.invalidateQueries({ queryKey: transfersKey });
      },
    },
  );
  const side = (bytes: number, changedAt: number | null): string =>
    t('existing.side', {
      size: formatBytes(bytes),
      time: changedAt === null ? t('existing.noTime') : formatFullTime(changedAt),
    });
  return (
    <div ref={box} className={styles['question']} role="group" aria-label={t('existing.group')}>
      <p>
        {t('existing.there')} <HostileText text={question.name} className="fb-mono" />
        <span className={styles['sides']}>
          <span>
            {t('existing.target')} {side(question.targetBytes, question.targetChangedAt)}
          </span>
          <span>
            {t('existing.source')} {side(question.sourceBytes, question.sourceChangedAt)}
          </span>
        </span>
      </p>
      <div className={styles['choices']}>
        <Button onClick={() => answer.mutate('skip')}>{t('existing.skip')}</Button>
        <Button onClick={() => answer.mutate('rename')}>{t('existing.rename')}</Button>
        {question.resumable && (
          <Button onClick={() => answer.mutate('resume')}>{t('existing.resume')}</Button>
        )}
        <Button variant="danger" onClick={() => answer.mutate('overwrite')}>
          {t('existing.overwrite')}
        </Button>
        <Checkbox label={t('existing.forAll')} checked={forAll} onChange={setForAll} />
      </div>
    </div>
  );
}
