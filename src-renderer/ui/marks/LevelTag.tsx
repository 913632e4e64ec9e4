import { useTranslation } from 'react-i18next';
import { cx } from '../cx';
import styles from './marks.module.css';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

const classOf: Record<LogLevel, string | undefined> = {
  fatal: styles['fatal'],
  error: styles['levelError'],
  warn: styles['levelWarn'],
  info: styles['levelInfo'],
  debug: styles['debug'],
  trace: styles['debug'],
};

/** Level of a log record: its word, and a shape that stays distinct in grey. */
export function LevelTag({ level }: { level: LogLevel }) {
  const { t } = useTranslation('ui');
  return <LevelMark level={level} word={t(`level.${level}`)} />;
}

/** The same where hundreds are drawn at once, and the list knows the words. */
export function LevelMark({ level, word }: { level: LogLevel; word: string }) {
  return <span className={cx(styles['level'], classOf[level])}>{word}</span>;
}
