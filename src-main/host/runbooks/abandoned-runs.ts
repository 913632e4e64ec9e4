import type { Log } from '../../kit/log';
import type { AuditService } from '../audit/index';
import type { EventHub } from '../events';
import type { LeaseService } from '../leases/index';
import type { OpenProfile } from '../profile/index';
import { leaseOf } from './run-record';
import { sealLeftovers, settleAbandoned } from './settle';
import type { RunbookStore } from './store';

/** Runs of other processes are looked at this often. */
const lookMs = 1000;

interface AbandonedParts {
  profile: OpenProfile;
  events: EventHub;
  log: Log;
  audit: AuditService;
  leases: LeaseService;
  store: RunbookStore;
}

/** Looks for runs whose process is gone, and gives them an end. */
export class AbandonedRuns {
  private readonly parts: AbandonedParts;
  private readonly isOurs: (id: string) => boolean;
  private readonly timer: ReturnType<typeof setInterval>;
  /** Runs whose owner was not to be seen at the last look. */
  private orphans = new Set<string>();
  private looked = false;

  constructor(parts: AbandonedParts, isOurs: (id: string) => boolean) {
    this.parts = parts;
    this.isOurs = isOurs;
    this.timer = setInterval(() => void this.look(), lookMs);
    this.timer.unref();
  }

  dispose(): void {
    clearInterval(this.timer);
  }

  /** One is abandoned when that was seen twice, as a machine may have slept in between. */
  private async look(): Promise<void> {
    const { store, leases, log } = this.parts;
    try {
      if (!this.looked) {
        this.looked = true;
        await sealLeftovers(this.parts);
      }
      const now = new Set<string>();
      for (const stored of store.running()) {
        const { id } = stored.run;
        if (this.isOurs(id) || leases.holder(leaseOf(id))) continue;
        if (!this.orphans.has(id)) {
          now.add(id);
          continue;
        }
        const lease = leases.tryTake(leaseOf(id));
        if (!lease) continue;
        try {
          await settleAbandoned(this.parts, stored);
        } finally {
          lease.release();
        }
        this.parts.events.changed('runbooks', id);
      }
      this.orphans = now;
    } catch (error) {
      log.warn('runs without a process could not be settled', { error: String(error) });
    }
  }
}
