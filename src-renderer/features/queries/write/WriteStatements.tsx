import { useTranslation } from 'react-i18next';
import { IconAlertTriangle, IconHandStop } from '@tabler/icons-react';
import type { PlannedStatement, WrittenStatement } from '../../../../src-main/contract/index';
import { formatCount, HostileText, Tag } from '../../../ui/index';
import { errorText, failureOf } from '../../workbench/index';
import styles from './write.module.css';

type Shown = PlannedStatement | WrittenStatement;

/**
 * The statements of a script in order: what each does, and once it was sent what came of it.
 *
 * @param undone places of those that were taken back
 */
export function WriteStatements({
  statements,
  undone,
}: {
  statements: readonly Shown[];
  undone: ReadonlySet<number>;
}) {
  const { t } = useTranslation('queries');
  return (
    <ol className={styles['statements']} aria-label={t('write.statements')}>
      {statements.map((statement, index) => (
        <li key={`${index} ${statement.sql}`} className={styles['statement']}>
          <span className={styles['number']}>{index + 1}</span>
          <div className={styles['body']}>
            <div className={styles['head']}>
              <strong className="fb-mono">{statement.verb}</strong>
              <span className="fb-faint">{t('write.line', { line: statement.place.line })}</span>
              {statement.reads && <Tag tone="info">{t('write.reads')}</Tag>}
              {statement.flags.map((flag) => (
                <Tag key={flag} tone="warn" icon={<IconAlertTriangle />}>
                  {t(`write.flag.${flag}`)}
                </Tag>
              ))}
              <span className="fb-grow" />
              {'state' in statement && <Outcome statement={statement} undone={undone.has(index)} />}
            </div>
            <HostileText className={styles['sql']} text={statement.sql} multiline />
            {statement.refusal && (
              <p className={styles['refusal']}>
                <IconHandStop aria-hidden="true" />
                {t(`write.refused.${statement.refusal.reason}`, statement.refusal.params)}
              </p>
            )}
            {'state' in statement && <Found statement={statement} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

const tones = {
  waiting: 'neutral',
  running: 'info',
  done: 'ok',
  failed: 'error',
  cancelled: 'warn',
} as const;

function Outcome({ statement, undone }: { statement: WrittenStatement; undone: boolean }) {
  const { t } = useTranslation('queries');
  const { state, affected, elapsedMs, reads } = statement;
  return (
    <span className={styles['outcome']}>
      {state === 'done' && !reads && (
        <strong className="fb-number">
          {affected === null
            ? t('write.affectedUnknown')
            : t('write.affected', { count: affected, rows: formatCount(affected) })}
        </strong>
      )}
      {elapsedMs !== null && (
        <span className="fb-faint fb-number">
          {t('write.elapsed', { seconds: (elapsedMs / 1000).toFixed(3) })}
        </span>
      )}
      <Tag tone={undone ? 'neutral' : tones[state]}>
        {undone ? t('write.end.rolled-back') : t(`write.state.${state}`)}
      </Tag>
    </span>
  );
}

/** SQL's own word, the same in every language. */
const nothing = 'NULL';

/** The error of a statement, or the first rows of one that reads. */
function Found({ statement }: { statement: WrittenStatement }) {
  const { t } = useTranslation('queries');
  const { error, columns, rows } = statement;
  if (error) {
    const { what, next } = errorText(failureOf(error));
    return (
      <p className={styles['refusal']}>
        {what} {next}
      </p>
    );
  }
  if (columns.length === 0) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={styles['rows']} tabIndex={0} role="region" aria-label={t('write.rows')}>
      <table>
        <thead>
          <tr>
            {columns.map(({ name, align }, index) => (
              <th key={`${index} ${name}`} scope="col" data-align={align}>
                <HostileText text={name} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${index}`}>
              {row.map((cell, column) => (
                <td key={`${column}`} data-align={columns[column]?.align}>
                  {cell === null ? (
                    <span className="fb-faint">{nothing}</span>
                  ) : (
                    <HostileText text={cell} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
