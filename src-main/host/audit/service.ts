import type { AuditDetail, AuditHead, AuditKind, AuditVerdict } from '../../contract/audit';
import { guardStorage } from '../../kit/database';
import { redact } from '../../kit/log';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import { AuditStore } from './store';

/** What a feature tells the audit log. */
export interface AuditNote {
  kind: AuditKind;
  /** Host, server or file as people name it. */
  target: string;
  /** Never a secret; what the log knows as one is masked all the same. */
  detail?: AuditDetail;
}

/** The append-only log of everything done to customers' systems from this device. */
export class AuditService {
  private readonly profile: OpenProfile;
  private readonly events: EventHub;
  private readonly store: AuditStore;

  constructor(profile: OpenProfile, events: EventHub) {
    this.profile = profile;
    this.events = events;
    this.store = new AuditStore(profile.db, profile.vault.keys.names);
  }

  /**
   * Writes down what is about to be done, or was done; durable when it returns. Written before
   * the act where that is possible: what cannot be written down is not done.
   *
   * @throws AppError `profile.disk-full`, `profile.read-only`
   */
  append(...notes: readonly AuditNote[]): AuditHead {
    const { clock, journal, folder } = this.profile;
    const head = guardStorage(folder, () =>
      this.store.append(
        journal.incarnation(),
        notes.map(({ kind, target, detail = {} }) => ({
          at: clock.now(),
          clockOffsetMs: clock.offsetMs(),
          kind,
          target: redact(target),
          detail: Object.fromEntries(
            Object.entries(detail).map(([key, value]) => [
              key,
              typeof value === 'string' ? redact(value) : value,
            ]),
          ),
        })),
      ),
    );
    this.events.changed('audit');
    return head;
  }

  /** End of this device's chain. */
  head(): AuditHead {
    return this.store.head(this.profile.journal.incarnation());
  }

  verify(): AuditVerdict {
    return this.store.verify(this.profile.journal.incarnation());
  }
}
