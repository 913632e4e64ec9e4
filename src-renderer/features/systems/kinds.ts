import { IconDatabase, IconFileText, IconTerminal2, IconWorld } from '@tabler/icons-react';
import type { EndpointKind } from './endpoint-draft';

/** The icon of each kind of endpoint; the word stands beside it. */
export const endpointIcons: Record<EndpointKind, typeof IconDatabase> = {
  ssh: IconTerminal2,
  log: IconFileText,
  database: IconDatabase,
  url: IconWorld,
};
