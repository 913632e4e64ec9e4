import { useMemo } from 'react';
import type { HostClient } from '../../../src-main/contract/index';
import { useHost } from '../workbench/index';

/** The part of the host that reads logs. */
export type LogHost = HostClient['logs'];

/** The part of the host that reads logs; a new object after a reconnect, and only then. */
export function useLogHost(): LogHost {
  const host = useHost();
  // The client makes a new object whenever it is asked for a part of itself.
  return useMemo(() => host.logs, [host]);
}
