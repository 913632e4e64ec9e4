import type { ContractRouterClient } from '@orpc/contract';
import type { HostClient } from '../../../src-main/contract/index';
import type { logViews } from '../../../src-main/contract/log-views';
import { useHost } from '../workbench/index';

/** The part of the host that reads logs. */
export type LogHost = ContractRouterClient<typeof logViews>;

export function logHostOf(host: HostClient): LogHost {
  return (host as unknown as { logViews: LogHost }).logViews;
}

/** The part of the host that reads logs; a new object after a reconnect. */
export function useLogHost(): LogHost {
  return logHostOf(useHost());
}
