import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconLetterCase, IconPlayerStop, IconRegex, IconSearch } from '@tabler/icons-react';
import { AppError } from '../../../src-main/contract/errors';
import {
  Button,
  EmptyState,
  ErrorState,
  IconButton,
  NoteBlock,
  ProgressBar,
  TextField,
  formatCount,
} from '../../ui/index';
import {
  errorText,
  useCurrentInventory,
  usePanelTab,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { scopesOf, type SearchScope } from './file-search';
import { FileSearchResults } from './FileSearchResults';
import { FileSearchScopes } from './FileSearchScopes';
import { useFileSearch, type FileSearchState } from './use-file-search';
import styles from './file-search.module.css';

/** Searches many logs without opening them. Parameters: `{ scopes }`. */
export default function FileSearchPanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { data: inventory } = useCurrentInventory();
  const scopes = useMemo(() => scopesOf(params), [params]);
  const [text, setText] = useState('');
  const [regex, setRegex] = useState(false);
  const [matchCase, setMatchCase] = useState(false);
  const { state, start, stop } = useFileSearch();
  const running = state.phase === 'listing' || state.phase === 'searching';
  usePanelTab({ title: t('files.title') });

  const setScopes = (next: readonly SearchScope[]): void =>
    workbench.updatePanel(panelId, { params: { scopes: next } });
  const missing =
    text === '' ? t('files.needsText') : scopes.length === 0 ? t('files.needsPlaces') : undefined;
  const search = (): void => {
    if (missing !== undefined || !inventory) return;
    start({ text, regex, ignoreCase: !matchCase }, scopes, inventory);
  };
  const wrong =
    state.error instanceof AppError && state.error.code.startsWith('logs.expression')
      ? errorText(state.error).what
      : undefined;
  return (
    <div className="fb-page">
      <form
        className={styles['head']}
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          search();
        }}
      >
        <div className={styles['expression']}>
          <div className="fb-grow" data-page-focus>
            <TextField
              mono
              hideLabel
              label={t('files.expression')}
              placeholder={t('files.expression')}
              icon={<IconSearch />}
              value={text}
              onChange={setText}
              error={wrong}
              right={
                <>
                  <IconButton
                    size="sm"
                    label={t('search.matchCase')}
                    icon={<IconLetterCase />}
                    pressed={matchCase}
                    onClick={() => setMatchCase(!matchCase)}
                  />
                  <IconButton
                    size="sm"
                    label={t('search.regex')}
                    icon={<IconRegex />}
                    pressed={regex}
                    onClick={() => setRegex(!regex)}
                  />
                </>
              }
            />
          </div>
          {running ? (
            <Button icon={<IconPlayerStop />} onClick={stop}>
              {t('files.stop')}
            </Button>
          ) : (
            <Button
              type="submit"
              variant="primary"
              icon={<IconSearch />}
              {...(missing === undefined ? {} : { disabledReason: missing })}
            >
              {t('files.search')}
            </Button>
          )}
        </div>
        <FileSearchScopes scopes={scopes} inventory={inventory} onChange={setScopes} />
      </form>
      <Progress state={state} />
      {state.phase === 'none' ? (
        <EmptyState
          sentence={t(scopes.length === 0 ? 'files.empty' : 'files.ready')}
          detail={t('files.emptyDetail')}
        />
      ) : state.phase === 'failed' && wrong === undefined ? (
        <ErrorState {...errorText(state.error)} onRetry={search} />
      ) : state.found.length === 0 ? (
        !running && state.phase !== 'failed' && <EmptyState sentence={t('files.nothing')} />
      ) : (
        <FileSearchResults state={state} inventory={inventory} />
      )}
    </div>
  );
}

/** How far the search is, and what it has found. */
function Progress({ state }: { state: FileSearchState }) {
  const { t } = useTranslation('logs');
  const { phase, files, answered, found, lines, truncated } = state;
  if (phase === 'none' || phase === 'failed') return null;
  const having = found.filter((file) => (file.lines ?? 0) > 0).length;
  const counts = {
    lines: t('files.lines', { count: lines, lines: formatCount(lines) }),
    found: t('files.count', { count: having, files: formatCount(having) }),
    answered: formatCount(answered),
    files: formatCount(files),
  };
  return (
    <>
      <div className={styles['progress']} role="status">
        {phase === 'listing' ? (
          <ProgressBar label={t('files.listing')} showLabel />
        ) : (
          <>
            <span>{t(phase === 'stopped' ? 'files.stopped' : 'files.progress', counts)}</span>
            {phase === 'searching' && (
              <ProgressBar
                label={t('files.searching')}
                {...(files > 0 ? { value: answered / files } : {})}
              />
            )}
          </>
        )}
      </div>
      {truncated && <NoteBlock tone="info">{t('files.truncated')}</NoteBlock>}
    </>
  );
}
