import type { LogLevel } from '../../../../contract/logs';
import { longestWord } from '../kernel/code';
import type { Forms, WordTable } from '../kernel/program';
import type { FormatDocument } from './schema';

type Meaning = LogLevel | 'none' | 'continues';

/**
 * Words that state a level in English and Chinese: those of docs/cli.md, java.util.logging (Chinese
 * as OpenJDK writes them), PostgreSQL, syslog and the usual logging libraries.
 */
const usual: Record<LogLevel, readonly string[]> = {
  fatal: ['PANIC', 'FATAL', 'EMERG', 'EMERGENCY', 'ALERT', 'CRITICAL', 'CRIT', '致命错误', '致命'],
  error: ['ERROR', 'ERR', 'SEVERE', 'FAILURE', '严重', '错误', '嚴重', '錯誤'],
  warn: ['WARNING', 'WARN', '警告'],
  info: ['INFO', 'INFORMATION', 'NOTICE', 'NOTE', 'LOG', 'CONFIG', '信息', '日志', '注意', '配置'],
  debug: 'DEBUG DEBUG1 DEBUG2 DEBUG3 DEBUG4 DEBUG5 FINE 调试 详细 精细'.split(' '),
  trace: ['TRACE', 'FINER', 'FINEST', '跟踪', '较详细', '非常详细', '较精细', '最精细'],
};

/** Names that are part of English sentences: only in capitals they state a level. */
const capitals = new Set(['LOG', 'NOTE', 'ALERT', 'FINE', 'CONFIG', 'PANIC', 'INFORMATION']);

/**
 * The two tables of a format's level words: where the pattern says that a level stands, small
 * letters count too; where one is looked for within the line, only capitals and words in brackets.
 */
export function wordTables(
  levels: FormatDocument['levels'],
  forms: (text: string) => Forms,
): readonly WordTable[] {
  const own = ownWords(levels);
  const ignoreCase = levels ? levels.ignoreCase : true;
  if (levels && !levels.standard) {
    const table = { words: said(own, forms), ignoreCase };
    return [table, table];
  }
  const ownNames = new Set(own.map(([word]) => word));
  const standard = Object.entries(usual).flatMap(([level, words]) =>
    words.filter((word) => !ownNames.has(word)).map((word) => [word, level as LogLevel] as const),
  );
  const mixedCase = standard.flatMap(([word, level]) =>
    [word, titled(word), word.toLowerCase()].map((text) => [text, level] as const),
  );
  const bracketed = standard
    .filter(([word]) => /^[A-Z]/.test(word) && !capitals.has(word))
    .flatMap(([word, level]) =>
      [`[${word.toLowerCase()}]`, `[${titled(word)}]`, `<${titled(word)}>`].map(
        (text) => [text, level] as const,
      ),
    );
  return [
    { words: said([...own, ...(ignoreCase ? standard : mixedCase)], forms), ignoreCase },
    { words: said([...own, ...standard, ...bracketed], forms), ignoreCase: false },
  ];
}

function ownWords(levels: FormatDocument['levels']): (readonly [string, Meaning])[] {
  if (!levels) return [];
  const { standard: _, ignoreCase: __, ...meanings } = levels;
  return Object.entries(meanings).flatMap(([meaning, words]) =>
    words.map((word) => [word, meaning as Meaning] as const),
  );
}

function titled(word: string): string {
  return word.slice(0, 1) + word.slice(1).toLowerCase();
}

/** Words that the log's encoding can say, each once. */
function said(
  words: readonly (readonly [string, Meaning])[],
  forms: (text: string) => Forms,
): WordTable['words'] {
  return [...new Map(words)].flatMap(([word, means]) => {
    const fitting = forms(word).filter((form) => form.length <= longestWord);
    return fitting.length > 0 ? [{ forms: fitting, means }] : [];
  });
}
