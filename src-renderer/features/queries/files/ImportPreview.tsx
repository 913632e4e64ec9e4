import { useTranslation } from 'react-i18next';
import {
  duplicateWays,
  type DuplicateWay,
  type ImportedQuery,
  type Outputs,
} from '../../../../src-main/contract/index';
import { formatCount, formatMoment, NoteBlock, plainDisplay, Select, Tag } from '../../../ui/index';
import { errorText, failureOf } from '../../workbench/index';
import { useWords } from '../words';
import styles from './files.module.css';

type Report = Outputs['queries']['importQueries'];
type Ways = Readonly<Record<string, DuplicateWay>>;

/** Problems that are told one by one. */
const toldProblems = 100;

/** What an import would do, before anything is written: each conflict with a choice. */
export function ImportPreview({
  report,
  ways,
  onWays,
}: {
  report: Report;
  ways: Ways;
  onWays: (ways: Ways) => void;
}) {
  const { t } = useTranslation('query-library');
  const { queries, problems } = report;
  const conflicts = queries.filter(isConflict);
  return (
    <>
      {problems.length > 0 && (
        <NoteBlock tone="error" title={t('import.problems', { count: problems.length })}>
          <ul className={styles['problems']}>
            {problems.slice(0, toldProblems).map((problem, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- a file may have the same problem twice
              <li key={index}>{plainDisplay(errorText(failureOf(problem)).what)}</li>
            ))}
          </ul>
        </NoteBlock>
      )}
      {conflicts.length > 1 && (
        <div className={styles['tools']}>
          <Select
            label={t('import.all', { count: conflicts.length })}
            value={common(conflicts, ways) ?? ''}
            options={[
              { value: '', label: t('import.each'), disabled: true },
              ...duplicateWays.map((value) => ({ value, label: t(`import.way.${value}`) })),
            ]}
            onChange={(way) =>
              onWays(Object.fromEntries(conflicts.map(({ file }) => [file, way as DuplicateWay])))
            }
          />
        </div>
      )}
      {queries.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <div className={styles['list']} tabIndex={0} role="region" aria-label={t('import.list')}>
          <table>
            <thead>
              <tr>
                <th scope="col">
                  {t('import.query', {
                    count: queries.length,
                    queries: formatCount(queries.length),
                  })}
                </th>
                <th scope="col">{t('import.here')}</th>
                <th scope="col">{t('import.then')}</th>
              </tr>
            </thead>
            <tbody>
              {queries.map((query) => (
                <Row
                  key={query.file}
                  query={query}
                  way={ways[query.file] ?? 'update'}
                  onWay={(way) => onWays({ ...ways, [query.file]: way })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

const tones = {
  newer: 'info',
  older: 'warn',
  changed: 'warn',
  other: 'warn',
  same: 'neutral',
} as const;

function Row({
  query,
  way,
  onWay,
}: {
  query: ImportedQuery;
  way: DuplicateWay;
  onWay: (way: DuplicateWay) => void;
}) {
  const { t } = useTranslation('query-library');
  const words = useWords();
  const { title, folder, file, there } = query;
  return (
    <tr>
      <td title={plainDisplay(file)}>
        <div className="fb-ellipsis">{words(title)}</div>
        <bdi className="fb-ellipsis fb-faint fb-tiny">{plainDisplay(folder || file)}</bdi>
      </td>
      <td>
        {there ? (
          <>
            <Tag tone={tones[there.relation]}>
              {t(
                there.archived && there.relation === 'same'
                  ? 'import.relation.archived'
                  : `import.relation.${there.relation}`,
              )}
            </Tag>
            <div className="fb-faint fb-tiny">
              {t('import.version', { version: there.version, time: formatMoment(there.updatedAt) })}
            </div>
          </>
        ) : (
          <Tag tone="ok">{t('import.relation.new')}</Tag>
        )}
      </td>
      <td>
        {isConflict(query) ? (
          <Select
            label={t('import.wayOf', { name: words(title) })}
            hideLabel
            value={way}
            options={duplicateWays.map((value) => ({ value, label: t(`import.way.${value}`) }))}
            onChange={onWay}
          />
        ) : (
          <span className="fb-muted">
            {t(there ? (there.archived ? 'import.bringBack' : 'import.leave') : 'import.add')}
          </span>
        )}
      </td>
    </tr>
  );
}

/** Whether something has to be decided about it. */
function isConflict({ there }: ImportedQuery): boolean {
  return there !== null && there.relation !== 'same';
}

/** The way that all go, if they go one. */
function common(conflicts: readonly ImportedQuery[], ways: Ways): DuplicateWay | undefined {
  const chosen = new Set(conflicts.map(({ file }) => ways[file] ?? 'update'));
  return chosen.size === 1 ? [...chosen][0] : undefined;
}
