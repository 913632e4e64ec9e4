import type { z } from '../../../contract/common';
import type { logCaptureSchema } from '../../../contract/logs';
import type { Log } from '../../../kit/log';
import type { EventHub } from '../../events';
import type { LeaseService } from '../../leases/index';
import type { OpenProfile } from '../../profile/index';

export type LogCapture = z.infer<typeof logCaptureSchema>;

/** What `Captures` is given. */
export interface CapturesParts {
  profile: OpenProfile;
  events: EventHub;
  leases: LeaseService;
  log: Log;
  /** Bytes that all captures together may take on the disk. */
  quota: () => number;
}

/** What a capture is of, for people. */
export interface CaptureSubject {
  name: string;
  endpointId: string | null;
  system: string;
  host: string;
  path: string;
}
