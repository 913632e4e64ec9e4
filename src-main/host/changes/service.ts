import {
  changeLacks,
  type ChangePermit,
  type ChangeStatement,
  type ChangeTarget,
} from '../../contract/changes';
import { AppError } from '../../contract/errors';
import { guardStorage } from '../../kit/database';
import { newId } from '../../kit/ids';
import type { AuditService } from '../audit/index';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import { PermitStore } from './store';

/** What somebody asks to be let through for. */
export interface ChangeRequest {
  /** What is done, e.g. the name and version of a runbook. */
  action: string;
  targets: readonly ChangeTarget[];
  statement: ChangeStatement | undefined;
  /** Nobody is at the screen: command line or schedule. */
  unattended: boolean;
  /** See {@link changeLacks}. */
  strict?: boolean;
}

/**
 * The one gate before everything that changes a customer's system. It lets through what the
 * rule of {@link changeLacks} finds complete, and writes both answers into the audit log. The
 * full change request (approval, window) comes behind this same method.
 */
export class ChangeGate {
  private readonly profile: OpenProfile;
  private readonly events: EventHub;
  private readonly audit: AuditService;
  private readonly store: PermitStore;

  constructor(profile: OpenProfile, events: EventHub, audit: AuditService) {
    this.profile = profile;
    this.events = events;
    this.audit = audit;
    this.store = new PermitStore(profile.db);
  }

  /**
   * Lets a change through, or throws.
   *
   * @throws AppError `change.required` {action} without a change number where nobody is at the
   *   screen; `change.reason-missing`; `change.name-not-typed` {name}
   */
  permit({ action, targets, statement, unattended, strict }: ChangeRequest): ChangePermit {
    const stated = statement ?? { reason: '', changeId: '', typedNames: [] };
    const [lack] = changeLacks(targets, stated, unattended, strict);
    const names = targets.map(({ name }) => name).join(', ');
    if (lack) {
      this.audit.append({
        kind: 'change-refused',
        target: names,
        detail: { action, lack: lack.kind },
      });
      switch (lack.kind) {
        case 'change-id':
          throw unattended
            ? new AppError('change.required', { action })
            : new AppError('change.number-missing');
        case 'reason':
          throw new AppError('change.reason-missing');
        case 'name':
          throw new AppError('change.name-not-typed', { name: lack.name });
      }
    }
    const { reason, changeId } = stated;
    const permit: ChangePermit = {
      id: newId(),
      at: this.profile.clock.now(),
      action,
      targets: [...targets],
      reason: reason.trim(),
      changeId: changeId.trim(),
    };
    guardStorage(this.profile.folder, () => this.store.add(permit));
    this.audit.append({
      kind: 'change-permitted',
      target: names,
      detail: { action, permit: permit.id, reason: permit.reason, change: permit.changeId },
    });
    this.events.changed('changes');
    return permit;
  }

  /** Changes that were let through, newest first. */
  permits(): ChangePermit[] {
    return this.store.all();
  }
}
