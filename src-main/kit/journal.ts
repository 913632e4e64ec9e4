import type { Clock } from './clock';
import type { Database } from './database';
import { guardStorage } from './database';

/** A value of a field, stored as JSON in the journal. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A change to a synced entity. Fields are registers: one value and one version each. */
export type Op =
  | { kind: 'create'; entity: string; id: string; fields: Record<string, Json> }
  | { kind: 'set'; entity: string; id: string; fields: Record<string, Json> }
  /** A Yjs update of a text body; updates commute, so they have no base version. */
  | { kind: 'text'; entity: string; id: string; field: string; update: Uint8Array };

/** How a feature's store applies changes to its own table. Called inside the transaction. */
export interface EntityStore {
  create(id: string, fields: Record<string, Json>, at: number): void;
  set(id: string, fields: Record<string, Json>, at: number): void;
  text?(id: string, field: string, update: Uint8Array, at: number): void;
}

/**
 * The one door through which synced entities change. Each changed field becomes a row
 * of the journal, with the device's incarnation and counter, the version it was based
 * on, device time and clock offset, in the same transaction as the change itself; sync
 * (part 6) sends these rows and never has to guess what happened.
 *
 * A version is `incarnation:counter` of the write that last set the field. Concurrency
 * is found by base versions, never by time (rule R1 of the sync design).
 */
export class Journal {
  private readonly stores = new Map<string, EntityStore>();
  private readonly db: Database;
  private readonly clock: Clock;
  private readonly statements: ReturnType<typeof prepareStatements>;

  constructor(db: Database, clock: Clock) {
    this.db = db;
    this.clock = clock;
    this.statements = prepareStatements(db);
  }

  register(entity: string, store: EntityStore): void {
    this.stores.set(entity, store);
  }

  /**
   * Applies changes, all or none; durable when it returns.
   *
   * @param ops the changes, or a function that makes them inside the transaction, where
   *   what it reads cannot be changed by another process before the changes stand
   * @param alongside local rows that belong to the same moment, e.g. a search index
   * @throws AppError `profile.disk-full`, `profile.read-only`, `profile.busy`
   */
  commit(
    ops: readonly Op[] | ((at: number) => readonly Op[]),
    alongside: () => void = () => undefined,
  ): void {
    guardStorage(this.db.name, () =>
      this.db
        .transaction(() => {
          const at = this.clock.now();
          for (const op of typeof ops === 'function' ? ops(at) : ops) this.apply(op, at);
          alongside();
        })
        .immediate(),
    );
  }

  /** Id of this device's life: another one after its store was copied or restored. */
  incarnation(): string {
    return this.statements.incarnation.get()?.incarnation ?? '';
  }

  /** Prefix of this device's case numbers, e.g. `K7Q2`. */
  devicePrefix(): string {
    return this.statements.prefix.get()?.prefix ?? '';
  }

  /**
   * Takes the next case number of this device, e.g. `K7Q2-0142`: unique offline, because
   * the prefix is the device's own. Call it inside {@link commit}, so that a number is
   * taken exactly when its case stands.
   */
  takeCaseNumber(): string {
    const taken = this.statements.takeCase.get();
    if (!taken) throw new Error('the store has no device row');
    return `${taken.prefix}-${String(taken.number).padStart(4, '0')}`;
  }

  /**
   * Makes this store a device of its own after it was copied, e.g. restored from a
   * backup: the device it was copied from may go on writing, so neither its change
   * numbers nor its case numbers may be given out twice (rule R12 of the sync design).
   */
  becomeNewDevice(incarnation: string, prefix: string): void {
    guardStorage(this.db.name, () => this.statements.becomeNew.run(incarnation, prefix));
  }

  /** How many changes this device has counted, how many of them are there, and the highest number. */
  health(): { counter: number; ops: number; highest: number } | null {
    return this.statements.health.get() ?? null;
  }

  /** Version of a field, or null when it was never set. */
  version(entity: string, id: string, field: string): string | null {
    return this.statements.version.get(entity, id, field)?.version ?? null;
  }

  private apply(op: Op, at: number): void {
    const store = this.stores.get(op.entity);
    if (!store) throw new Error(`no store for entity ${op.entity}`);
    if (op.kind === 'text') {
      if (!store.text) throw new Error(`entity ${op.entity} has no text`);
      this.record(op, op.field, Buffer.from(op.update), null, at);
      store.text(op.id, op.field, op.update, at);
      return;
    }
    for (const [field, value] of Object.entries(op.fields)) {
      const base = this.version(op.entity, op.id, field);
      const version = this.record(op, field, JSON.stringify(value), base, at);
      this.statements.setVersion.run(op.entity, op.id, field, version);
    }
    store[op.kind](op.id, op.fields, at);
  }

  private record(
    op: Op,
    field: string,
    value: string | Buffer,
    base: string | null,
    at: number,
  ): string {
    const device = this.statements.count.get();
    if (!device) throw new Error('the store has no device row');
    const { incarnation, counter } = device;
    const offset = this.clock.offsetMs();
    this.statements.record.run(
      incarnation,
      counter,
      op.entity,
      op.id,
      op.kind,
      field,
      value,
      base,
      at,
      offset,
    );
    return `${incarnation}:${counter}`;
  }
}

function prepareStatements(db: Database) {
  return {
    version: db.prepare<[string, string, string], { version: string }>(
      'SELECT version FROM field_version WHERE entity = ? AND entity_id = ? AND field = ?',
    ),
    setVersion: db.prepare(
      'INSERT INTO field_version (entity, entity_id, field, version) VALUES (?, ?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET version = excluded.version',
    ),
    count: db.prepare<[], { incarnation: string; counter: number }>(
      'UPDATE device SET counter = counter + 1 RETURNING incarnation, counter',
    ),
    incarnation: db.prepare<[], { incarnation: string }>('SELECT incarnation FROM device'),
    prefix: db.prepare<[], { prefix: string }>('SELECT prefix FROM device'),
    takeCase: db.prepare<[], { prefix: string; number: number }>(
      'UPDATE device SET next_case = next_case + 1 RETURNING prefix, next_case - 1 AS number',
    ),
    becomeNew: db.prepare<[string, string]>(
      'UPDATE device SET incarnation = ?, counter = 0, prefix = ?, next_case = 1',
    ),
    health: db.prepare<[], { counter: number; ops: number; highest: number }>(
      'SELECT counter, (SELECT count(*) FROM op WHERE op.incarnation = device.incarnation) AS ops, ' +
        '(SELECT coalesce(max(counter), 0) FROM op WHERE op.incarnation = device.incarnation) AS highest FROM device',
    ),
    record: db.prepare(
      'INSERT INTO op (incarnation, counter, entity, entity_id, kind, field, value, base_version, device_time, clock_offset) ' +
        'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
  };
}
