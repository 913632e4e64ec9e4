import { setImmediate as breathe } from 'node:timers/promises';
import type {
  AuditDetail,
  AuditEntry,
  AuditFilter,
  AuditHead,
  AuditKind,
  AuditVerdict,
} from '../../contract/audit';
import { guardStorage } from '../../kit/database';
import { redact } from '../../kit/log';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import { ChainCheck } from './chain';
import { exportLines, verifyExport } from './export';
import { AuditSearch } from './search';
import { AuditStore } from './store';

/** Rows of a chain that are checked before other calls get their turn. */
const sliceRows = 1000;

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
  private readonly search: AuditSearch;

  constructor(profile: OpenProfile, events: EventHub) {
    this.profile = profile;
    this.events = events;
    this.store = new AuditStore(profile.db, profile.vault.keys.names);
    this.search = new AuditSearch(this.store);
  }

  /**
   * Writes down what is about to be done, or was done; durable when it returns. Written before
   * the act where that is possible: what cannot be written down is not done.
   *
   * @throws AppError `profile.disk-full`, `profile.read-only`
   */
  append(...notes: readonly AuditNote[]): AuditHead {
    const { clock, folder } = this.profile;
    const entries = notes.map(({ kind, target, detail = {} }) => ({
      at: clock.now(),
      clockOffsetMs: clock.offsetMs(),
      kind,
      target: redact(target),
      detail: withoutSecrets(detail),
    }));
    const head = guardStorage(folder, () => this.store.append(this.device, entries));
    this.events.changed('audit');
    return head;
  }

  /** A window of matching rows, newest first, and how many match. */
  list(
    filter: AuditFilter,
    offset: number,
    count: number,
  ): Promise<{ entries: AuditEntry[]; total: number }> {
    return this.search.window(filter, offset, count);
  }

  /** End of this device's chain. */
  head(): AuditHead {
    return this.store.head(this.device);
  }

  /** Checks every chain in the store; the verdict is that of this device unless another is broken. */
  async verify(): Promise<AuditVerdict> {
    const others = this.store.devices().filter((device) => device !== this.device);
    for (const device of others) {
      const verdict = await this.verifyChain(device);
      if (!verdict.intact) return verdict;
    }
    const verdict = await this.verifyChain(this.device);
    const { written, there } = this.store.count();
    // Chains that were wiped whole, their ends with them.
    return verdict.intact && there < written
      ? { ...verdict, intact: false, fault: { kind: 'cut-off', sequence: verdict.rows + 1 } }
      : verdict;
  }

  /** The matching rows as lines of a file; that they were exported is a row itself. */
  export(filter: AuditFilter, format: 'jsonl' | 'csv'): AsyncGenerator<string[], void> {
    this.append({ kind: 'exported', target: 'audit', detail: { format } });
    return exportLines(this.store, filter, format, this.head());
  }

  /** @throws AppError `audit.not-an-export` {line} */
  verifyExport(text: string): AuditVerdict {
    return verifyExport(text);
  }

  private get device(): string {
    return this.profile.journal.incarnation();
  }

  private async verifyChain(device: string): Promise<AuditVerdict> {
    const check = new ChainCheck();
    let from = 1;
    for (;;) {
      const rows = this.store.chain(device, from, sliceRows);
      for (const row of rows) check.add(row);
      from = (rows.at(-1)?.sequence ?? from - 1) + 1;
      if (rows.length < sliceRows) break;
      await breathe();
    }
    // What was added meanwhile, together with the end of that same moment.
    const { rows, head } = this.store.end(device, from);
    for (const row of rows) check.add(row);
    const verdict = check.end(head);
    return verdict.intact && !this.store.isSealed(head)
      ? { ...verdict, intact: false, fault: { kind: 'changed', sequence: head.sequence } }
      : verdict;
  }
}

function withoutSecrets(detail: AuditDetail): AuditDetail {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'string' ? redact(value) : value,
    ]),
  );
}
