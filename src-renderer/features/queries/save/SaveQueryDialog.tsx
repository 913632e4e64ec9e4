import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  wordsIn,
  type Dialect,
  type Parameter,
  type SavedQuery,
} from '../../../../src-main/contract/index';
import { Button, Dialog, ErrorState, NoteBlock, Segmented } from '../../../ui/index';
import {
  errorText,
  useActivePanel,
  useHostMutation,
  useHostQuery,
  useWorkbench,
} from '../../workbench/index';
import { useConsoles } from '../connections';
import { wordsNow } from '../words';
import { AfterPage } from './AfterPage';
import { BasicsPage } from './BasicsPage';
import { FitPage } from './FitPage';
import { useErrorOf } from './page-props';
import { ParametersPage } from './ParametersPage';
import {
  documentOf,
  draftOf,
  goneParameters,
  problemsOf,
  savePages,
  statementsWith,
  withParameters,
  type SaveDraft,
  type SavePage,
} from './save-draft';
import { SeverityPage } from './SeverityPage';
import styles from './save.module.css';

/**
 * Saves the statement of a console under a name, as a new query or as a new text of the old one;
 * without a console, changes what is said about a query.
 */
export function SaveQueryDialog({
  query,
  dialect,
  opened,
  sql,
  parameters,
  onSaved,
  onClose,
}: {
  query: SavedQuery | undefined;
  /** Of the console's connection. */
  dialect: Dialect;
  /** The statement of the query that the console began with. */
  opened: string;
  /** What is in the console; null without one: the statements stay as they are. */
  sql: string | null;
  /** Parameters as they stand in the console. */
  parameters: readonly Pick<Parameter, 'name' | 'type'>[];
  onSaved?: (query: SavedQuery) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation(['query-library', 'queries']);
  const workbench = useWorkbench();
  const own = query?.origin === 'own';
  const [first] = useState(() => firstDraft(query, dialect, opened, sql));
  const [edited, setEdited] = useState<SaveDraft>(first);
  const [page, setPage] = useState<SavePage>('basics');
  const [asked, setAsked] = useState(false);
  const types = Object.fromEntries(parameters.map(({ name, type }) => [name, type]));
  const names = useParameterNames(edited);
  // The statements' parameters are known a moment after the form is there.
  const draft = names
    ? { ...edited, parameters: withParameters(edited.parameters, names, types) }
    : edited;
  const gone = names ? goneParameters(draft, names) : [];
  const problems = problemsOf({
    ...draft,
    parameters: draft.parameters.filter(({ name }) => !gone.includes(name)),
  });
  const errorOf = useErrorOf(problems, asked);
  const result = useResultAtHand();

  /** A new query of another name is not called in the other language what the old one is. */
  const titleOf = (asNew: boolean): SaveDraft['title'] => {
    const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
    const other = language === 'zh' ? 'en' : 'zh';
    const renamed = query && draft.title[language].trim() !== wordsIn(query.title, language);
    const untouched = draft.title[other] === first.title[other];
    return (asNew || !own) && renamed && untouched ? { ...draft.title, [other]: '' } : draft.title;
  };
  const save = useHostMutation(
    (host, asNew: boolean) =>
      host.queries.save({
        ...documentOf({ ...draft, title: titleOf(asNew) }),
        ...(own && !asNew ? { id: query.id } : {}),
      }),
    {
      onSuccess: (kept) => {
        workbench.notify({
          tone: 'ok',
          title: t('queries:save.done', { name: wordsNow(kept.title) }),
        });
        onClose();
        onSaved?.(kept);
      },
      // Told in the form, beside what was typed.
      onError: () => undefined,
    },
  );
  const submit = (asNew: boolean): void => {
    setAsked(true);
    const [worst] = problems;
    if (worst) setPage(worst.page);
    else save.mutate(asNew);
  };
  const counts: Readonly<Record<SavePage, number>> = {
    basics: 0,
    parameters: draft.parameters.length,
    severity: draft.thresholds.length,
    after: 0,
    fit: draft.statements.length,
  };
  const shared = {
    draft,
    errorOf,
    onChange: (change: Partial<SaveDraft>) => {
      save.reset();
      setEdited({ ...draft, ...change });
    },
  };
  return (
    <Dialog
      opened
      size="lg"
      onClose={onClose}
      title={t(sql === null ? 'save.editTitle' : 'queries:save.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('queries:cancel')}</Button>
          {own && (
            <Button busy={save.isPending} onClick={() => submit(true)}>
              {t('queries:save.asNew')}
            </Button>
          )}
          <Button
            variant="primary"
            kbd="Ctrl Enter"
            busy={save.isPending}
            onClick={() => submit(false)}
          >
            {t(own ? 'queries:save.replace' : 'queries:save.submit')}
          </Button>
        </>
      }
    >
      <form
        className={styles['body']}
        onSubmit={(event) => {
          event.preventDefault();
          submit(false);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.stopPropagation();
          submit(false);
        }}
      >
        <Segmented
          label={t('save.pages')}
          hideLabel
          value={page}
          options={savePages.map((value) => ({
            value,
            label: [
              t(`save.page.${value}`),
              counts[value] > 0 ? String(counts[value]) : '',
              asked && problems.some((problem) => problem.page === value) ? '⚠' : '',
            ]
              .filter(Boolean)
              .join(' '),
          }))}
          onChange={setPage}
        />
        <div className={styles['page']}>
          {page === 'basics' && <BasicsPage {...shared} isNew={!own} />}
          {page === 'parameters' && <ParametersPage {...shared} dialect={dialect} gone={gone} />}
          {page === 'severity' && <SeverityPage {...shared} result={result} />}
          {page === 'after' && <AfterPage {...shared} result={result} />}
          {page === 'fit' && <FitPage {...shared} />}
        </div>
        {gone.length > 0 && page !== 'parameters' && (
          <NoteBlock
            tone="warn"
            title={t('save.gone', {
              count: gone.length,
              names: gone.map((n) => `:${n}`).join(', '),
            })}
            actions={
              <Button onClick={() => setPage('parameters')}>{t('save.page.parameters')}</Button>
            }
          >
            {t('save.goneNext')}
          </NoteBlock>
        )}
        {asked && problems.length > 0 && (
          <NoteBlock tone="error" title={t('save.problems', { count: problems.length })}>
            <ul className={styles['problems']}>
              {problems.slice(0, 3).map((problem) => (
                <li key={problem.field}>
                  <button type="button" onClick={() => setPage(problem.page)}>
                    {t(`problem.${problem.key}`, problem.params)}
                  </button>
                </li>
              ))}
            </ul>
          </NoteBlock>
        )}
        {save.error && <ErrorState {...errorText(save.error)} />}
      </form>
    </Dialog>
  );
}

function firstDraft(
  query: SavedQuery | undefined,
  dialect: Dialect,
  opened: string,
  sql: string | null,
): SaveDraft {
  const statements = query?.statements ?? [];
  return draftOf({
    ...query,
    // A copy of a shipped query is nobody's folder yet.
    folder: query?.origin === 'own' ? query.folder : '',
    statements: sql === null ? statements : statementsWith(statements, { dialect, opened, sql }),
  });
}

/** Names of the parameters in all statements of a draft; undefined until they are known. */
function useParameterNames({ statements }: SaveDraft): string[] | undefined {
  const texts = statements.map(({ dialect, sql }) => ({ dialect, sql }));
  const { data } = useHostQuery(
    ['queries', 'parametersOf', JSON.stringify(texts)],
    async (host, signal) => {
      const verdicts = await Promise.all(
        texts.map((one) => host.queries.classify(one, { signal })),
      );
      return [...new Set(verdicts.flatMap(({ parameters }) => parameters))];
    },
    { keepPrevious: true },
  );
  return data;
}

/** The result in front of the console, on which thresholds are tried; null without one. */
function useResultAtHand() {
  const panel = useActivePanel();
  const facts = useConsoles((store) => (panel ? store.facts[panel.id] : undefined));
  const id = facts?.resultId ?? null;
  const { data } = useHostQuery(
    ['queries', 'results', 'one', id],
    (host) => host.queries.result({ id: id ?? '' }).catch(() => null),
    { enabled: id !== null },
  );
  return id === null ? null : (data ?? null);
}
