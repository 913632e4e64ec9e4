import { useTranslation } from 'react-i18next';
import { cx } from '../cx';
import styles from './marks.module.css';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

const classOf = (own: string | undefined) => cx(styles['level'], own);

/** Classes of an element that shows the word of a level. */
export const levelClasses: Record<LogLevel, string | undefined> = {
  fatal: classOf(styles['fatal']),
  error: classOf(styles['levelError']),
  warn: classOf(styles['levelWarn']),
  info: classOf(styles['levelInfo']),
  debug: classOf(styles['debug']),
  trace: classOf(styles['debug']),
};

/** Level of a log record: its word, and a shape that stays distinct in grey. */
export function LevelTag({ level }: { level: LogLevel }) {
  const { t } = useTranslation('ui');
  return <span className={levelClasses[level]}>{t(`level.${level}`)}</span>;
}
