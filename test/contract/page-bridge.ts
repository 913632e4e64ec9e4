/** Runs in Electron's page: hands the frames of real ports to the test and back. */
import type { Channel } from '../../src-main/contract/wire/index';
import { openTransport } from '../../src-renderer/app/transport';

/** A frame as it crosses from the page to the test. */
export type CrossingFrame = string | number[];

/** What the page offers the test. */
export interface PageBridge {
  open(view: number): Promise<void>;
  send(view: number, frame: CrossingFrame): void;
  close(view: number): void;
}

declare global {
  interface Window {
    bridge: PageBridge;
    /** Given by the test. */
    toTest(view: number, kind: 'frame' | 'closed', frame: CrossingFrame): void;
  }
}

const channels = new Map<number, Channel>();

window.bridge = {
  open: async (view) => {
    const channel = await openTransport();
    channels.set(view, channel);
    channel.onFrame((frame) =>
      window.toTest(
        view,
        'frame',
        typeof frame === 'string' ? frame : [...new Uint8Array(frame as ArrayBuffer)],
      ),
    );
    channel.onClose((reason) => window.toTest(view, 'closed', reason));
  },
  send: (view, frame) =>
    channels.get(view)?.send(typeof frame === 'string' ? frame : Uint8Array.from(frame)),
  close: (view) => channels.get(view)?.close(),
};
