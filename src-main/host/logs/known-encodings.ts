import type { LogPlace } from '../../contract/logs';
import type { Endpoint, LogEndpoint } from '../../contract/systems';
import type { LogEncoding } from './engine/text/index';
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
