import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunbookDocument } from '../../../src-main/contract/index';
import { Busy, ErrorState, Tag } from '../../ui/index';
import { errorText, useHostQuery } from '../workbench/index';
import { useWords } from './words';
import { CommandText } from './CommandText';
import styles from './runbooks.module.css';

interface PreviewRequest {
  runbookId: string;
  endpointIds: string[];
  parameters: Record<string, string>;
  dryRun: boolean;
}

/** A value once it has not changed for a while: no call for every letter. */
export function useSettled<Value>(value: Value, delayMs: number): Value {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- equal values are the same value
  }, [key, delayMs]);
  return settled;
}

/** The steps, and for chosen hosts exactly what would be sent to the first of them. */
export function PreviewSection({
  document,
  request,
  hostName,
  more,
}: {
  document: RunbookDocument;
  /** Null while values or hosts are missing. */
  request: PreviewRequest | null;
  hostName: string;
  /** Hosts besides the first one; they get the same. */
  more: number;
}) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const wanted = useSettled(request, 300);
  const { data, error } = useHostQuery(
    ['runbooks', 'preview', wanted],
    (host) =>
      host.runbooks.preview({
        runbookId: wanted?.runbookId ?? '',
        endpointIds: wanted?.endpointIds.slice(0, 1) ?? [],
        parameters: wanted?.parameters ?? {},
        dryRun: wanted?.dryRun ?? true,
      }),
    { enabled: wanted !== null, keepPrevious: true },
  );
  const commands = wanted === null ? undefined : data?.commands;
  return (
    <div className={styles['preview']}>
      <p className={styles['hint']}>
        {wanted === null
          ? t('preview.needs')
          : more > 0
            ? t('preview.forMore', { name: hostName, count: more })
            : t('preview.for', { name: hostName })}
      </p>
      {wanted !== null && error && <ErrorState {...errorText(error)} />}
      {wanted !== null && !error && !commands && <Busy text={t('preview.busy')} />}
      <ol className={styles['previewSteps']}>
        {document.steps.map((step, index) => {
          const shown = open.has(index);
          const key = index;
          const shownOnly =
            wanted?.dryRun === true &&
            step.class === 'changes-state' &&
            step.dryRunScript === undefined;
          return (
            <li key={key}>
              <button
                type="button"
                className={styles['previewStep']}
                aria-expanded={shown}
                onClick={() => {
                  const next = new Set(open);
                  if (!next.delete(index)) next.add(index);
                  setOpen(next);
                }}
              >
                <span className={styles['stepNumber']}>{index + 1}</span>
                <span className="fb-medium fb-ellipsis">{words(step.name)}</span>
                <span className="fb-grow" />
                {step.sudo && <Tag outline>{t('step.sudo')}</Tag>}
                {step.class === 'changes-state' && (
                  <Tag tone={shownOnly ? 'neutral' : 'warn'}>
                    {shownOnly ? t('step.shownOnly') : t('class.changes-state')}
                  </Tag>
                )}
                <span className="fb-tiny fb-faint">{t(`step.kind.${step.kind}`)}</span>
              </button>
              {shown && <CommandText text={commands?.[index] ?? step.script} />}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
