import type { HostClient } from '../../../src-main/contract/index';
import { useHost } from '../workbench/index';

/** The part of the host that reads logs. */
export type LogHost = HostClient['logViews'];

export function logHostOf(host: HostClient): LogHost {
  return host.logViews;
}

/** The part of the host that reads logs; a new object after a reconnect. */
export function useLogHost(): LogHost {
  return useHost().logViews;
}
