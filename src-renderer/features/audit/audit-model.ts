import type {
  AuditDetail,
  AuditEntry,
  AuditFilter,
  AuditKind,
} from '../../../src-main/contract/index';

/**
 * What of a row's detail says most, by its name: it stands beside the sentence. The others
 * follow it and stand in the drawer with their names.
 */
const leading = [
  'command',
  'sql',
  'action',
  'title',
  'path',
  'from',
  'local',
  'name',
  'fingerprint',
  'format',
] as const;

/** Names of values that only a program needs; the drawer has them. */
const quiet: ReadonlySet<string> = new Set([
  'permit',
  'transcript',
  'transcriptSha256',
  'sha256',
  'port',
  'host',
  'username',
  'hostKey',
  'server',
  'method',
  'parameters',
  'run',
  'runId',
]);

/** Name of the leading value of a row, or null. */
export function leadingName(detail: AuditDetail): string | null {
  return leading.find((name) => isSaid(detail[name])) ?? null;
}

/**
 * One line about a row, besides its sentence and target.
 *
 * @param nameOf words for the name of a value
 */
export function detailLine(
  entry: AuditEntry,
  nameOf: (name: string) => string = (name) => name,
): string {
  const { detail } = entry;
  const first = leadingName(detail);
  const account = accountOf(detail);
  const others = Object.entries(detail)
    .filter(([name, value]) => name !== first && !quiet.has(name) && isSaid(value))
    .map(([name, value]) => `${nameOf(name)} ${String(value)}`);
  const lead = first === null ? [] : [String(detail[first])];
  // Who and where matters most when nothing else is said.
  const place = first === null && account !== '' ? [account] : [];
  return [...lead, ...place, ...others].join(' · ');
}

/** `user@host:22` of a row about a connection. */
export function accountOf({ username, host, port }: AuditDetail): string {
  if (!isSaid(host)) return '';
  const at = isSaid(username) ? `${String(username)}@` : '';
  const bare = port === 22 || !isSaid(port);
  return bare ? `${at}${String(host)}` : `${at}${String(host)}:${String(port)}`;
}

function isSaid(value: AuditDetail[string] | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

export type Range = 'all' | 'today' | 'week' | 'month' | 'chosen';

/** What the filter bar holds. */
export interface AuditSearch {
  text: string;
  kinds: readonly AuditKind[];
  range: Range;
  /** Of `chosen`: local times as `datetime-local` writes them. */
  from: string;
  to: string;
}

export const everything: AuditSearch = { text: '', kinds: [], range: 'all', from: '', to: '' };

/** Whether a search leaves any row out. */
export function isFiltering(search: AuditSearch): boolean {
  return (
    search.text.trim() !== '' ||
    search.kinds.length > 0 ||
    (search.range === 'chosen' ? search.from !== '' || search.to !== '' : search.range !== 'all')
  );
}

const day = 86_400_000;

/** The search as the host takes it. `today` counts from midnight of this device's clock. */
export function filterOf(search: AuditSearch, now: number): AuditFilter {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const starts: Record<Exclude<Range, 'chosen'>, number | null> = {
    all: null,
    today: midnight,
    week: midnight - 6 * day,
    month: midnight - 29 * day,
  };
  const chosen = search.range === 'chosen';
  return {
    text: search.text.trim(),
    kinds: [...search.kinds],
    from: search.range === 'chosen' ? timeOf(search.from) : starts[search.range],
    to: chosen ? timeOf(search.to) : null,
  };
}

function timeOf(text: string): number | null {
  const time = new Date(text).getTime();
  return text === '' || Number.isNaN(time) ? null : time;
}
