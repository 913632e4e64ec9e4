import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconBuildingFactory2,
  IconChevronDown,
  IconCircleCheck,
  IconFileExport,
  IconPin,
  IconQuote,
  IconUser,
} from '@tabler/icons-react';
import {
  caseTransitions,
  priorities,
  type Case,
  type CaseDetail,
  type Inputs,
} from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  EnvironmentTag,
  ErrorState,
  focusWhenShown,
  Menu,
  PriorityTag,
  SplitPane,
  TextField,
} from '../../ui/index';
import {
  errorText,
  useActiveCase,
  useCommand,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useViewState,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { CaseStatusMark } from './CaseListPanel';
import { placeText, useSystemPlaces } from './case-queries';
import { useCaseDialogs } from './dialog-store';
import { openEvidence } from './EvidenceCard';
import { Notes } from './Notes';
import { Timeline } from './Timeline';
import styles from './cases.module.css';

/** One case: the reporter's words, notes, evidence and what happened. */
export default function CasePanel({ params }: PanelProps) {
  const { t } = useTranslation('cases');
  const caseId = String(params['caseId']);
  const { data, error, refetch } = useHostQuery(['cases', 'get', caseId], (host) =>
    host.cases.get({ id: caseId }),
  );
  usePanelTab({ ...(data ? { title: data.case.number } : {}), systemId: data?.case.systemId });
  if (error && !data) {
    const { what, next } = errorText(error);
    return <ErrorState what={what} {...(next ? { next } : {})} onRetry={() => void refetch()} />;
  }
  if (!data) return <Busy text={t('loading')} />;
  return <CaseView detail={data} />;
}

function CaseView({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  const width = useViewState('cases/timelineWidth');
  const [timelineWidth, setTimelineWidth] = useState<number | null>(null);
  const showEvidence = (label: string): void => {
    const found = detail.evidence.find((evidence) => `E${evidence.ordinal}` === label);
    if (found) openEvidence(workbench, detail.case, found);
    else workbench.notify({ tone: 'warn', title: t('evidence.unknown', { label }) });
  };
  return (
    <div className="fb-page">
      <CaseHead item={detail.case} />
      <div className={styles['body']}>
        <SplitPane
          label={t('resizeTimeline')}
          direction="row"
          fixed="second"
          size={timelineWidth ?? (Number(width.initial) || 380)}
          min={260}
          max={720}
          onSizeChange={(size) => {
            setTimelineWidth(size);
            width.save(String(size));
          }}
          first={
            <div className={styles['left']}>
              <ReportedWords item={detail.case} />
              <Notes detail={detail} onEvidence={showEvidence} />
            </div>
          }
          second={<Timeline detail={detail} />}
        />
      </div>
    </div>
  );
}

function CaseHead({ item }: { item: Case }) {
  const { t } = useTranslation('cases');
  const places = useSystemPlaces();
  const place = places.get(item.systemId ?? '');
  const activeCase = useActiveCase();
  const isActive = activeCase?.id === item.id;
  const showDialog = useCaseDialogs((store) => store.show);
  const [draft, setDraft] = useState<string | null>(null);
  const editing = draft !== null;
  const wasEditing = useRef(false);
  const renameButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The field is gone: the keyboard goes on from where it began.
    if (wasEditing.current && document.activeElement === document.body) {
      renameButton.current?.focus();
    }
    wasEditing.current = editing;
  }, [editing]);
  const update = useHostMutation((host, change: Omit<Inputs['cases']['update'], 'id'>) =>
    host.cases.update({ id: item.id, ...change }),
  );
  const setActive = useHostMutation((host) =>
    host.cases.setActive({ id: isActive ? null : item.id }),
  );
  useCommand({
    id: 'cases.activate',
    titleKey: isActive ? 'cases:command.deactivate' : 'cases:command.activate',
    icon: IconPin,
    keys: 'A',
    run: () => setActive.mutate(),
  });
  useCommand({
    id: 'cases.export',
    titleKey: 'cases:command.export',
    icon: IconFileExport,
    run: () => showDialog({ kind: 'export', caseId: item.id, number: item.number }),
  });
  const rename = (): void => {
    const title = draft?.trim() ?? '';
    if (title !== '' && title !== item.title) update.mutate({ title });
    setDraft(null);
  };
  const canResolve = caseTransitions[item.status].includes('resolved');

  return (
    <header className={styles['head']}>
      <div className={styles['headLine']}>
        <Menu
          label={t('field.priority')}
          position="bottom-start"
          trigger={
            <Button variant="ghost" aria-label={t('changePriority', { priority: item.priority })}>
              <PriorityTag priority={item.priority} />
            </Button>
          }
          items={priorities.map((priority) => ({
            id: priority,
            label: t(`priority.${priority}`),
            checked: priority === item.priority,
            onSelect: () => update.mutate({ priority }),
          }))}
        />
        {draft === null ? (
          <h1 className="fb-title" title={item.title} onDoubleClick={() => setDraft(item.title)}>
            {item.title}
          </h1>
        ) : (
          <form
            className={styles['titleField']}
            onSubmit={(event) => {
              event.preventDefault();
              rename();
            }}
          >
            <TextField
              label={t('field.title')}
              hideLabel
              ref={focusWhenShown}
              value={draft}
              onChange={setDraft}
              onBlur={rename}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setDraft(null);
              }}
            />
          </form>
        )}
        <Button
          variant={isActive ? 'case' : 'default'}
          icon={<IconPin />}
          pressed={isActive}
          onClick={() => setActive.mutate()}
        >
          {isActive ? t('isActive') : t('makeActive')}
        </Button>
        <Button
          icon={<IconFileExport />}
          onClick={() => showDialog({ kind: 'export', caseId: item.id, number: item.number })}
        >
          {t('exportButton')}
        </Button>
        {canResolve && (
          <Button
            variant="primary"
            icon={<IconCircleCheck />}
            onClick={() => update.mutate({ status: 'resolved' })}
          >
            {t('resolve')}
          </Button>
        )}
      </div>
      <div className={styles['headLine']}>
        <Menu
          label={t('field.status')}
          position="bottom-start"
          trigger={
            <Button
              variant="ghost"
              aria-label={t('changeStatus', { status: t(`status.${item.status}`) })}
            >
              <CaseStatusMark status={item.status} />
              <IconChevronDown size={14} aria-hidden="true" />
            </Button>
          }
          items={caseTransitions[item.status].map((status) => ({
            id: status,
            label: t(`status.${status}`),
            onSelect: () => update.mutate({ status }),
          }))}
        />
        <Menu
          label={t('field.system')}
          position="bottom-start"
          trigger={
            <Button variant="ghost" icon={<IconBuildingFactory2 />}>
              {placeText(place) || t('noSystem')}
            </Button>
          }
          items={[
            {
              id: 'none',
              label: t('noSystem'),
              checked: item.systemId === null,
              onSelect: () => update.mutate({ systemId: null }),
            },
            ...[...places.values()]
              .filter(({ system }) => !system.archived)
              .map((choice) => ({
                id: choice.system.id,
                label: placeText(choice),
                checked: choice.system.id === item.systemId,
                onSelect: () => update.mutate({ systemId: choice.system.id }),
              })),
          ]}
        />
        {place && <EnvironmentTag environment={place.system.environment} />}
        {item.reporter !== '' && (
          <span className="fb-row">
            <IconUser size={14} aria-hidden="true" />
            {item.reporter}
          </span>
        )}
        {draft === null && (
          <Button ref={renameButton} variant="ghost" onClick={() => setDraft(item.title)}>
            {t('rename')}
          </Button>
        )}
      </div>
    </header>
  );
}

/** The reporter's own words: entered once, never changed after. */
function ReportedWords({ item }: { item: Case }) {
  const { t } = useTranslation('cases');
  const [draft, setDraft] = useState<string | null>(null);
  const save = useHostMutation(
    (host, reportedWords: string) => host.cases.update({ id: item.id, reportedWords }),
    {
      onSuccess: () => setDraft(null),
    },
  );
  if (item.reportedWords !== '') {
    return (
      <section className={styles['words']} aria-label={t('field.reportedWords')}>
        <h2 className={styles['wordsHead']}>
          <IconQuote size={14} aria-hidden="true" />
          {t('words.title')}
        </h2>
        <blockquote className={styles['quote']}>{item.reportedWords}</blockquote>
      </section>
    );
  }
  if (draft === null) {
    return (
      <div className={styles['words']}>
        <Button variant="ghost" icon={<IconQuote />} onClick={() => setDraft('')}>
          {t('words.add')}
        </Button>
      </div>
    );
  }
  return (
    <form
      className={styles['words']}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.trim() !== '') save.mutate(draft.trim());
      }}
    >
      <TextField
        label={t('field.reportedWords')}
        hint={t('create.wordsHint')}
        ref={focusWhenShown}
        value={draft}
        onChange={setDraft}
      />
      <div className="fb-row">
        <Button type="submit" variant="primary" busy={save.isPending}>
          {t('words.save')}
        </Button>
        <Button onClick={() => setDraft(null)}>{t('cancel')}</Button>
      </div>
    </form>
  );
}
