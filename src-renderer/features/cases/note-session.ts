import * as Y from 'yjs';
import type { HostClient } from '../../../src-main/contract/index';
import { base64ToBytes, bytesToBase64 } from './base64';

/** Typing reaches the store after this pause, and at the latest after the longer one. */
const pauseMs = 250;
const latestMs = 900;
const retryMs = 2000;

export type SaveState = { kind: 'saved' } | { kind: 'saving' } | { kind: 'failed'; error: unknown };

/** Origin of changes that came from the host and need not be sent back. */
const fromHost = 'host';

/**
 * One open note: its Yjs document, and the way of every keystroke to the store. Updates
 * wait here until the host has acknowledged exactly them; when the host is gone they are
 * sent again. Applying an update twice changes nothing.
 */
export class NoteSession {
  readonly doc = new Y.Doc();
  readonly body = this.doc.getText('body');
  private readonly noteId: string;
  private readonly onState: (state: SaveState) => void;
  private host: HostClient;
  private waiting: Uint8Array[] = [];
  private firstWaitingAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | null = null;
  private disposed = false;

  constructor(host: HostClient, noteId: string, onState: (state: SaveState) => void) {
    this.host = host;
    this.noteId = noteId;
    this.onState = onState;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== fromHost) this.queue(update);
    });
  }

  /** Fetches the document; call again with a new client after a reconnect. */
  async load(host: HostClient): Promise<void> {
    this.host = host;
    const { state } = await host.cases.openNote({ id: this.noteId });
    Y.applyUpdate(this.doc, base64ToBytes(state), fromHost);
    if (this.waiting.length > 0) void this.flush();
  }

  /** An edit made in another window or process. */
  receive(update: string): void {
    Y.applyUpdate(this.doc, base64ToBytes(update), fromHost);
  }

  /** Sends what waits now; resolves when it is durable or has failed visibly. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    // Several may wait here; the first to go on sends for all, and the others wait again.
    while (this.sending) await this.sending;
    if (this.waiting.length === 0) return;
    this.sending = this.send();
    await this.sending;
  }

  /** Sends the rest and lets go. */
  dispose(): void {
    this.disposed = true;
    void this.flush().finally(() => this.doc.destroy());
  }

  private queue(update: Uint8Array): void {
    if (this.waiting.length === 0) this.firstWaitingAt = Date.now();
    this.waiting.push(update);
    this.onState({ kind: 'saving' });
    clearTimeout(this.timer);
    const left = Math.max(0, this.firstWaitingAt + latestMs - Date.now());
    this.timer = setTimeout(() => void this.flush(), Math.min(pauseMs, left));
  }

  private async send(): Promise<void> {
    // A copy: typing goes on while these are on their way.
    const sent = [...this.waiting];
    try {
      const merged = sent.length === 1 ? sent : [Y.mergeUpdates(sent)];
      await this.host.cases.editNote({ id: this.noteId, updates: merged.map(bytesToBase64) });
      this.waiting = this.waiting.slice(sent.length);
      if (this.waiting.length === 0) this.onState({ kind: 'saved' });
    } catch (error) {
      this.onState({ kind: 'failed', error });
      if (!this.disposed) this.timer = setTimeout(() => void this.flush(), retryMs);
    } finally {
      this.sending = null;
    }
  }
}

/** The plain text of a note's body. */
export function textOf(body: Y.Text): string {
  // Y.Text has its own toString, which the linter's types do not see.
  // oxlint-disable-next-line typescript/no-base-to-string
  return body.toString();
}
