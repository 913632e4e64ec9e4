import type { LogPlace } from '../../contract/logs';
import type { Endpoint, LogEndpoint } from '../../contract/systems';
import type { LogEncoding } from './engine/text/index';
import { nameMatcher } from './engine/sources/wildcard';
import { placeKey, type LogStore } from './store';

/** The encoding of a place, as somebody chose it or as the inventory says; null where nobody knows. */
export type KnownEncodings = (place: LogPlace) => LogEncoding | null;

/** What is known of encodings now, for a search over many places. */
export function knownEncodings(
  store: Pick<LogStore, 'choices'>,
  endpoints: readonly Endpoint[],
): KnownEncodings {
  /** Logs of the inventory, by their own id and by where they lie. */
  const stated = new Map<string, LogEncoding>();
  for (const { id, detail } of endpoints) {
    if (detail.kind !== 'log') continue;
    const key = placeKey({ kind: 'endpoint', endpointId: id });
    const encoding = store.choices(key)?.encoding ?? statedEncoding(detail);
    if (!encoding) continue;
    stated.set(key, encoding);
    stated.set(placeKey({ kind: 'remote', endpointId: detail.sshId, path: detail.path }), encoding);
  }
  return (place) => {
    const key = placeKey(place);
    return store.choices(key)?.encoding ?? stated.get(key) ?? null;
  };
}

/** What the inventory says of a log; null where it leaves it to be found out. */
export function statedEncoding({ encoding }: Pick<LogEndpoint, 'encoding'>): LogEncoding | null {
  return encoding === 'auto' ? null : encoding;
}

/** Whether the inventory has a file of a host for a log that only root may read. */
export function isReadAsRoot(
  endpoints: readonly Endpoint[],
  place: { endpointId: string; path: string },
): boolean {
  const { endpointId, path } = place;
  return endpoints.some(
    ({ detail }) =>
      detail.kind === 'log' &&
      detail.sudo &&
      detail.sshId === endpointId &&
      (detail.path === path || isMatch(detail.path, path)),
  );
}

/** As a shell has it: no wildcard stands for a slash. */
function isMatch(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const names = path.split('/');
  return (
    wanted.length === names.length &&
    wanted.every((part, at) => nameMatcher(part, false)(names[at] ?? ''))
  );
}
