import * as Y from 'yjs';
import type { Note } from '../../contract/cases';
import { AppError } from '../../contract/errors';
import { newId } from '../../kit/ids';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import { bodyName, NotesStore } from './notes-store';
import { timelineOp } from './store';

/** Notes of cases: born once, edited by Yjs updates, durable when a call returns. */
export class NotesService {
  private readonly store: NotesStore;
  private readonly profile: OpenProfile;
  private readonly events: EventHub;
  private readonly stopListening: () => void;
  /** Updates up to here have been told to the editors. */
  private told: number;

  constructor(profile: OpenProfile, events: EventHub) {
    this.profile = profile;
    this.events = events;
    this.store = new NotesStore(profile.db, profile.journal);
    this.told = this.store.highest();
    this.stopListening = events.on((event) => {
      if (event.type === 'changed' && event.feature === 'cases' && event.id === null)
        this.tellEdits();
    });
  }

  /** @throws AppError `entity.not-found` */
  note(id: string): Note {
    const note = this.store.note(id);
    if (!note) throw new AppError('entity.not-found', { id });
    return note;
  }

  notes(caseId: string): Note[] {
    return this.store.notes(caseId);
  }

  /** Makes a note with its first text. The caller has seen that the case exists. */
  create(caseId: string, title: string, text: string): Note {
    const id = newId();
    const document = new Y.Doc();
    document.getText(bodyName).insert(0, text);
    const update = Y.encodeStateAsUpdate(document);
    document.destroy();
    this.commit(id, () =>
      this.profile.journal.commit((at) => [
        { kind: 'create', entity: 'note', id, fields: { caseId, title, createdAt: at } },
        { kind: 'text', entity: 'note', id, field: bodyName, update },
        timelineOp(caseId, at, 'note', { title }),
      ]),
    );
    this.tellEdits();
    this.events.changed('cases', caseId);
    return this.note(id);
  }

  /** The note and its whole document as one Yjs update. @throws AppError `entity.not-found` */
  open(id: string): { note: Note; state: Uint8Array } {
    return { note: this.note(id), state: this.store.state(id) };
  }

  /**
   * Adds an editor's updates; durable when it returns. Other editors get them as events.
   *
   * @param origin session of the editor, which skips its own updates
   * @throws AppError `wire.bad-input` when an update is not one, `entity.not-found`
   */
  edit(id: string, updates: readonly Uint8Array[], origin: string): void {
    const { caseId } = this.note(id);
    const update = merged(updates);
    this.commit(id, () =>
      this.profile.journal.commit([{ kind: 'text', entity: 'note', id, field: bodyName, update }]),
    );
    this.tellEdits({ update, origin });
    this.events.changed('cases', caseId);
  }

  rename(id: string, title: string): void {
    const { caseId } = this.note(id);
    this.profile.journal.commit([{ kind: 'set', entity: 'note', id, fields: { title } }]);
    this.events.changed('cases', caseId);
  }

  /** Whether every note's document can be read and says what its plain text says. */
  check(): { notes: number; broken: string[] } {
    return this.store.check();
  }

  dispose(): void {
    this.stopListening();
    this.store.dispose();
  }

  private commit(id: string, change: () => void): void {
    try {
      change();
    } catch (error) {
      this.store.forget(id);
      throw error;
    }
  }

  /**
   * Tells the editors what was stored since the last time: this call's update and any that
   * another process stored. An editor that has one already loses nothing by getting it again.
   */
  private tellEdits(own?: { update: Uint8Array; origin: string }): void {
    const { updates, highest } = this.store.since(this.told);
    this.told = highest;
    for (const { noteId, update } of updates) {
      const origin = own && update.equals(own.update) ? own.origin : '';
      this.events.emit({ type: 'note', noteId, update: update.toString('base64'), origin });
    }
  }
}

function merged(updates: readonly Uint8Array[]): Uint8Array {
  try {
    const update = Y.mergeUpdates([...updates]);
    // An update that cannot be applied must not reach the store, where it would block the note.
    Y.applyUpdate(new Y.Doc(), update);
    return update;
  } catch (error) {
    throw new AppError('wire.bad-input', { detail: 'updates' }, { cause: error });
  }
}
