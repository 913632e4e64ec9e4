import { useTranslation } from 'react-i18next';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { Runbook } from '../../../src-main/contract/index';
import {
  Button,
  EmptyState,
  formatFullTime,
  formatMoment,
  HostileText,
  KeyValueList,
  NoteBlock,
  PanelHeader,
  plainDisplay,
  Section,
  Tag,
} from '../../ui/index';
import { useWorkbench, type PanelReference } from '../workbench/index';
import { ClassTag, StateMark } from './marks';
import { openHistory, openRun, openRunbook } from './open';
import { RunInspector } from './RunInspector';
import { useRunbooks, useRuns } from './runbook-queries';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import styles from './runbooks.module.css';

/** Beside every page of runbooks: its steps, in plain words, where the facts come from. */
export function RunbookInspector({ panel }: { panel: PanelReference }) {
  const { t } = useTranslation('runbooks');
  const { data: runbooks } = useRunbooks();
  const selected = useRunbookView((store) => store.selected);
  const own = panel.params['runbookId'];
  const inLibrary = panel.component === 'runbooks.library';
  const wanted = own ?? selected;
  const runbook = runbooks?.find(({ id }) => id === wanted);
  if (panel.component === 'runbooks.run') return <RunInspector panelId={panel.id} />;
  if (panel.component === 'runbooks.edit') return <EditHelp />;
  return (
    <>
      <PanelHeader
        title={t('inspector.title')}
        actions={runbook ? <ClassTag value={runbook.class} /> : undefined}
      />
      {runbook ? (
        <RunbookFacts runbook={runbook} withOpen={inLibrary} />
      ) : (
        <EmptyState sentence={t('inspector.none')} detail={t('inspector.noneDetail')} />
      )}
    </>
  );
}

function RunbookFacts({ runbook, withOpen }: { runbook: Runbook; withOpen: boolean }) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const words = useWords();
  const { document, reviewed } = runbook;
  return (
    <>
      <div className={styles['inspectorHead']}>
        <h3 className={styles['inspectorTitle']}>{words(document.title)}</h3>
        <p className="fb-small fb-muted">
          {[
            t('runbook.version', { version: document.version }),
            t(`systems:platform.${document.platform}`),
            reviewed ? t('review.mark') : null,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </p>
        {withOpen && (
          <Button
            variant="primary"
            wide
            icon={<IconPlayerPlay aria-hidden="true" />}
            onClick={() => openRunbook(workbench, runbook)}
          >
            {t('inspector.open')}
          </Button>
        )}
      </div>
      {runbook.warnings.length > 0 && (
        <div className={styles['note']}>
          <NoteBlock tone="warn" title={t('inspector.warnings')}>
            {runbook.warnings.map(({ line, message }) => (
              <div key={`${line} ${message.en}`}>{words(message)}</div>
            ))}
          </NoteBlock>
        </div>
      )}
      {withOpen && (
        <Section title={t('inspector.plainWords')}>
          <p className={styles['plain']}>{words(document.description)}</p>
        </Section>
      )}
      <Section title={t('inspector.steps')} aside={document.steps.length}>
        <ol className={styles['steps']}>
          {document.steps.map((step, index) => {
            const key = index;
            return (
              <li key={key} className={styles['step']}>
                <span className={styles['stepNumber']}>{index + 1}</span>
                <span className={styles['stepBody']}>
                  <span className="fb-medium">{words(step.name)}</span>
                  <span className="fb-small fb-faint">
                    {[
                      t(`step.kind.${step.kind}`),
                      t('step.timeout', { seconds: step.timeoutSeconds }),
                      step.sudo ? t('step.sudo') : null,
                      step.rollback === undefined ? null : t('step.reversible'),
                      step.continueOnFailure ? t('step.continues') : null,
                    ]
                      .filter((part) => part !== null)
                      .join(' · ')}
                  </span>
                </span>
                {step.class === 'changes-state' && (
                  <Tag tone="warn">{t('class.changes-state')}</Tag>
                )}
              </li>
            );
          })}
        </ol>
      </Section>
      <Section title={t('inspector.facts')}>
        <KeyValueList
          items={[
            {
              key: 'source',
              label: t('inspector.source'),
              value:
                document.source === '' ? (
                  t('inspector.noSource')
                ) : (
                  <HostileText text={document.source} />
                ),
            },
            {
              key: 'confidence',
              label: t('inspector.confidence'),
              value: t(`confidence.${document.confidence}`),
            },
            {
              key: 'origin',
              label: t('inspector.origin'),
              value: runbook.replacesShipped ? t('origin.replaces') : t(`origin.${runbook.origin}`),
            },
            {
              key: 'review',
              label: t('review.label'),
              value: reviewed
                ? t('review.by', {
                    by: plainDisplay(reviewed.by),
                    time: formatFullTime(reviewed.at),
                  })
                : t(`review.none.${runbook.origin}`),
            },
            { key: 'sha', label: 'SHA-256', value: runbook.sha256, mono: true },
          ]}
        />
      </Section>
      <LastRuns runbookId={runbook.id} />
    </>
  );
}

/** As many as the inspector shows; the history has them all. */
const lastRuns = 5;

function LastRuns({ runbookId }: { runbookId: string }) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const { data: runs } = useRuns(runbookId);
  if (!runs || runs.length === 0) return null;
  return (
    <Section
      title={t('inspector.lastRuns')}
      aside={
        <Button variant="ghost" onClick={() => openHistory(workbench, runbookId)}>
          {t('side.all')}
        </Button>
      }
    >
      <ul className={styles['lastRuns']}>
        {runs.slice(0, lastRuns).map((run) => (
          <li key={run.id}>
            <button
              type="button"
              className={styles['lastRun']}
              onClick={() => openRun(workbench, run)}
            >
              <StateMark state={run.state} />
              <span className="fb-small fb-faint">
                {t('run.hosts', { count: run.hosts.length, hosts: run.hosts.length })}
                {run.dryRun ? ` · ${t('run.dryRun')}` : ''}
              </span>
              <span className="fb-grow" />
              <span className="fb-small fb-faint">{formatMoment(run.startedAt)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const helpItems = ['quoting', 'class', 'dryRun', 'rollback', 'exit', 'query'] as const;

/** What to know while writing a runbook. */
function EditHelp() {
  const { t } = useTranslation('runbooks');
  return (
    <>
      <PanelHeader title={t('edit.help')} />
      <ul className={styles['help']}>
        {helpItems.map((item) => (
          <li key={item}>
            <p className="fb-medium">{t(`edit.helpItem.${item}.title`)}</p>
            <p className="fb-small fb-muted">{t(`edit.helpItem.${item}.text`)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
