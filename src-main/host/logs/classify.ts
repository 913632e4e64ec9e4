import type { LogLevel } from '../../contract/logs';

/**
 * Words that state a level, most severe first. A word counts where it stands alone, so
 * that `ErrorHandler` or `/info/` is none; Chinese ones count anywhere in the head.
 */
const words: readonly { level: LogLevel; pattern: RegExp }[] = [
  { level: 'fatal', pattern: /(?<![\w/.-])(?:FATAL|PANIC|EMERG|CRIT(?:ICAL)?)(?![\w/.])|致命错误/ },
  { level: 'error', pattern: /(?<![\w/.-])(?:ERROR|SEVERE|ERR)(?![\w/.])|严重|错误/ },
  { level: 'warn', pattern: /(?<![\w/.-])(?:WARN(?:ING)?)(?![\w/.])|警告/ },
  {
    level: 'info',
    pattern: /(?<![\w/.-])(?:INFO|NOTICE|LOG|CONFIG)(?![\w/.])|信息|日志/,
  },
  { level: 'debug', pattern: /(?<![\w/.-])(?:DEBUG|FINE)(?![\w/.])|调试/ },
  { level: 'trace', pattern: /(?<![\w/.-])(?:TRACE|FINER|FINEST)(?![\w/.])/ },
];

/** Mixed-case words as WebLogic (`<Error>`), MySQL (`[Warning]`, `[Note]`) and syslog write them. */
const bracketed: readonly { level: LogLevel; pattern: RegExp }[] = [
  { level: 'fatal', pattern: /[<[(](?:Emergency|Alert|Critical|Fatal|System)[>\])]/i },
  { level: 'error', pattern: /[<[(](?:Error|Severe)[>\])]/i },
  { level: 'warn', pattern: /[<[(](?:Warning|Warn)[>\])]/i },
  { level: 'info', pattern: /[<[(](?:Notice|Info|Note)[>\])]/i },
  { level: 'debug', pattern: /[<[(]Debug[>\])]/i },
  { level: 'trace', pattern: /[<[(]Trace[>\])]/i },
];

/** Oracle's and Java's own ways to say that something failed. */
const failures =
  /^(?:ORA-(?!00000\b)\d{4,5}\b|(?:Caused by: )?(?:[a-z_][\w$]*\.)+[A-Z]\w*(?:Error|Exception)\b|Exception in thread |Traceback \(most recent)/;

/** Levels stand near the start of a line; text further on belongs to the message. */
const headCharacters = 200;

/** The level a line states, or null. Pure; looks at the first 200 characters. */
export function levelOf(text: string): LogLevel | null {
  const head = text.slice(0, headCharacters);
  if (failures.test(head)) return 'error';
  let best: { level: LogLevel; at: number } | null = null;
  for (const { level, pattern } of [...words, ...bracketed]) {
    const at = pattern.exec(head)?.index;
    // The first one wins: what follows it is the message.
    if (at !== undefined && (!best || at < best.at)) best = { level, at };
  }
  return best?.level ?? (/\bORA-(?!00000\b)\d{4,5}\b/.test(head) ? 'error' : null);
}

/** `14:03:22`, `14:03:22,123`, `14:03:22.123456`; also after a date, `T`, or in Chinese (`14时03分22秒`). */
const timeOfDay =
  /(?:(?<=\/\d{4}:)|(?<![\d:.]))([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:[.,](\d{1,9}))?(?![\d:])|(\d{1,2})[时點点](\d{1,2})分(\d{1,2})秒/;
/** Hours of twelve, as WebLogic's and SQL Server's English logs write them: `2:03:22 PM`. */
const twelveHours =
  /(?<![\d:.])(\d{1,2}):([0-5]\d):([0-5]\d)(?:[.,]\d+)?\s*([AP])\.?M\b|([上下])午\s*(\d{1,2}):([0-5]\d):([0-5]\d)/i;

/** The time of day a line states, `HH:MM:SS` or with three digits more; null when it states none. Pure. */
export function timeOf(text: string): string | null {
  const head = text.slice(0, headCharacters);
  const half = twelveHours.exec(head);
  if (half) {
    const afternoon = (half[4] ?? half[5] ?? '').toUpperCase();
    const hour =
      (Number(half[1] ?? half[6]) % 12) + (afternoon === 'P' || afternoon === '下' ? 12 : 0);
    return `${two(hour)}:${half[2] ?? half[7]}:${half[3] ?? half[8]}`;
  }
  const match = timeOfDay.exec(head);
  if (!match) return null;
  const [, hours, minutes, seconds, fraction, h, m, s] = match;
  if (hours === undefined) return `${two(Number(h))}:${two(Number(m))}:${two(Number(s))}`;
  const millis = fraction === undefined ? '' : `.${fraction.slice(0, 3).padEnd(3, '0')}`;
  return `${hours}:${minutes}:${seconds}${millis}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
