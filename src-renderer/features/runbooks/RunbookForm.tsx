import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCalendarClock, IconPlayerPlay, IconTestPipe } from '@tabler/icons-react';
import { AppError } from '../../../src-main/contract/errors';
import type { ChangeStatement, Inventory, Runbook } from '../../../src-main/contract/index';
import { Button, Checkbox, ErrorState, formatCount, NoteBlock, SectionLabel } from '../../ui/index';
import { askChangeStatement } from '../changes/index';
import {
  errorText,
  useCommand,
  useHostMutation,
  useWorkbench,
  type ErrorText,
} from '../workbench/index';
import { openRun } from './open';
import { ParameterForm } from './ParameterForm';
import { initialValues, problemOf, sentValues } from './parameters-model';
import { PreviewSection } from './PreviewSection';
import { RunbookHead } from './RunbookHead';
import { TargetList } from './TargetList';
import { chosenTargets, targetGroups } from './targets-model';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import styles from './runbooks.module.css';

/** What the form keeps over closing and restart. */
export interface KeptForm {
  values: Record<string, string>;
  endpointIds: string[];
}

export function readKept(text: string | null): KeptForm {
  try {
    return { values: {}, endpointIds: [], ...(JSON.parse(text ?? '{}') as Partial<KeptForm>) };
  } catch {
    return { values: {}, endpointIds: [] };
  }
}

/** Values, hosts, dry run, preview and the button that starts. */
export function RunbookForm({
  runbook,
  inventory,
  kept,
  onKeep,
}: {
  runbook: Runbook;
  inventory: Inventory;
  kept: KeptForm;
  onKeep: (kept: KeptForm) => void;
}) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const words = useWords();
  const { document } = runbook;
  const changes = runbook.class === 'changes-state';
  const reversible = document.steps.some(({ rollback }) => rollback !== undefined);
  const groups = useMemo(() => targetGroups(inventory, document.platform), [inventory, document]);
  const [values, setValues] = useState(() => initialValues(document.parameters, kept.values));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set(kept.endpointIds));
  // What changes a server is first only shown; taking that off is a decision.
  const [dryRun, setDryRun] = useState(changes);
  const [rollBack, setRollBack] = useState(false);
  const [asked, setAsked] = useState(false);
  const form = useRef<HTMLDivElement>(null);

  // A host that was archived meanwhile is no target any more.
  const targets = chosenTargets(groups, ticked);
  const chosen = new Set(targets.map(({ id }) => id));
  const faulty = document.parameters.filter(
    (parameter) => problemOf(parameter, values[parameter.name] ?? '') !== null,
  );
  const request = {
    runbookId: runbook.id,
    endpointIds: targets.map(({ id }) => id),
    parameters: sentValues(document.parameters, values),
    dryRun,
    rollBackOnFailure: reversible && !dryRun && rollBack,
  };

  const keepForm = useRef(onKeep);
  useEffect(() => {
    keepForm.current = onKeep;
  });
  const keep = (nextValues: Record<string, string>, nextChosen: ReadonlySet<string>): void =>
    keepForm.current({ values: nextValues, endpointIds: [...nextChosen] });

  const start = useHostMutation(
    (host, statement: ChangeStatement | undefined) =>
      host.runbooks.run({ ...request, ...(statement ? { statement } : {}) }),
    { onSuccess: (run) => openRun(workbench, run), onError: () => undefined },
  );
  const refused = refusedParameter(start.error);
  const change = (next: Record<string, string>): void => {
    setValues(next);
    keep(next, chosen);
    start.reset();
  };

  const run = async (): Promise<void> => {
    setAsked(true);
    if (start.isPending) return;
    if (faulty.length > 0 || targets.length === 0) {
      // The fields say what is wrong once they are drawn again.
      setTimeout(() => focusFault(form.current), 0);
      return;
    }
    let statement: ChangeStatement | undefined;
    if (changes && !dryRun) {
      const title = words(document.title);
      const answer = await askChangeStatement(workbench, {
        action: t('runbook.action', { title, version: document.version }),
        targets: targets.map(({ name, environment }) => ({ name, environment })),
        confirmLabel: t('runbook.run'),
      });
      if (!answer) return;
      statement = answer;
    }
    start.mutate(statement);
  };
  useCommand({
    id: 'runbooks.start',
    titleKey: 'runbooks:command.start',
    icon: IconPlayerPlay,
    keys: 'Ctrl Enter',
    run,
  });

  const production = targets.filter(({ environment }) => environment === 'production').length;
  return (
    <div className="fb-page" ref={form}>
      <div className="fb-scroll">
        <RunbookHead runbook={runbook} />
        {document.unproven && (
          <div className={styles['note']}>
            <NoteBlock
              tone="warn"
              icon={<IconTestPipe aria-hidden="true" />}
              title={t('unproven.short')}
            >
              {t('unproven.full')}
            </NoteBlock>
          </div>
        )}
        <div className={styles['formColumns']}>
          <section>
            {document.parameters.length > 0 && (
              <>
                <SectionLabel>{t('runbook.parameters')}</SectionLabel>
                <ParameterForm
                  parameters={document.parameters}
                  values={values}
                  asked={asked}
                  refused={refused}
                  onChange={(name, value) => change({ ...values, [name]: value })}
                />
              </>
            )}
            <SectionLabel>{t('preview.title')}</SectionLabel>
            <PreviewSection
              document={document}
              request={faulty.length === 0 && targets.length > 0 ? request : null}
              hostName={targets[0]?.name ?? ''}
              more={targets.length - 1}
            />
          </section>
          <section data-page-focus>
            <SectionLabel>{t('runbook.targets')}</SectionLabel>
            <TargetList
              groups={groups}
              chosen={chosen}
              error={asked && targets.length === 0 ? t('targets.chooseOne') : undefined}
              onChange={(next) => {
                setTicked(next);
                keep(values, next);
                start.reset();
              }}
            />
          </section>
        </div>
      </div>
      {start.error && !refused && (
        <ErrorState {...whatHappened(start.error)} safe={t('runbook.nothingSent')} />
      )}
      <div className={styles['runBar']}>
        <div className={styles['runChoices']}>
          <Checkbox
            label={t('runbook.dryRun')}
            hint={changes ? t('runbook.dryRunHint') : t('runbook.dryRunHintReading')}
            checked={dryRun}
            onChange={setDryRun}
          />
          {reversible && !dryRun && (
            <Checkbox
              label={t('runbook.rollBack')}
              hint={t('runbook.rollBackHint')}
              checked={rollBack}
              onChange={setRollBack}
            />
          )}
        </div>
        <div className={styles['runActs']}>
          <span className="fb-small fb-muted">
            {production > 0
              ? t('runbook.summaryProduction', {
                  count: targets.length,
                  hosts: formatCount(targets.length),
                  production: formatCount(production),
                })
              : t('targets.chosen', { count: targets.length, chosen: formatCount(targets.length) })}
          </span>
          <Button
            icon={<IconCalendarClock aria-hidden="true" />}
            onClick={() =>
              useRunbookView.getState().show({
                kind: 'schedule',
                schedule: null,
                runbookId: runbook.id,
                endpointIds: request.endpointIds,
              })
            }
          >
            {t('runbook.schedule')}
          </Button>
          <Button
            variant={changes && !dryRun ? 'dangerSolid' : 'primary'}
            icon={<IconPlayerPlay aria-hidden="true" />}
            kbd="Ctrl Enter"
            busy={start.isPending}
            onClick={() => void run()}
          >
            {dryRun ? t('runbook.runDry') : changes ? t('runbook.runChanges') : t('runbook.run')}
          </Button>
        </div>
      </div>
    </div>
  );
}

function whatHappened(error: unknown): Pick<ErrorText, 'what' | 'next' | 'details'> {
  const { what, next, details } = errorText(error);
  return { what, next, details };
}

/** The parameter that the host refused, with its words; other failures stand below the form. */
function refusedParameter(error: unknown): { name: string; text: string } | undefined {
  if (!(error instanceof AppError) || !error.code.startsWith('runbooks.parameter-'))
    return undefined;
  const name = error.params['name'];
  return typeof name === 'string' ? { name, text: errorText(error).what } : undefined;
}

function focusFault(form: HTMLElement | null): void {
  const fault =
    form?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
    form?.querySelector<HTMLElement>('[data-page-focus] input[type="checkbox"]');
  fault?.focus();
  fault?.scrollIntoView({ block: 'nearest' });
}
