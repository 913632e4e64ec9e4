/**
 * One protocol, several transports. A channel carries whole frames (text, or
 * bytes where oRPC sends a file) in order between a view and the host. Each
 * adapter wraps one kind of pipe; client.ts and server.ts know only channels.
 */
export interface Channel {
  send(frame: Frame): void;
  /** Frames received before the listener is set are kept by the pipe or by the adapter. */
  onFrame(listener: (frame: unknown) => void): void;
  /** Called once, with a reason for people reading a log. */
  onClose(listener: (reason: string) => void): void;
  close(reason?: string): void;
}

export type Frame = string | ArrayBufferLike | Uint8Array;

/** Whether something received is a frame at all. */
export function isFrame(value: unknown): value is Frame {
  return typeof value === 'string' || value instanceof ArrayBuffer || value instanceof Uint8Array;
}

/** The largest frame a transport accepts; larger ones close the connection. */
export const maxFrameBytes = 32 * 1024 * 1024;

/** Close state that every adapter shares: `close` runs its listeners once. */
class Closing {
  private reason: string | undefined;
  private readonly listeners: ((reason: string) => void)[] = [];

  get closed(): boolean {
    return this.reason !== undefined;
  }

  onClose(listener: (reason: string) => void): void {
    if (this.reason !== undefined) listener(this.reason);
    else this.listeners.push(listener);
  }

  close(reason: string): boolean {
    if (this.reason !== undefined) return false;
    this.reason = reason;
    for (const listener of this.listeners.splice(0)) listener(reason);
    return true;
  }
}

interface DomPort {
  postMessage(data: unknown): void;
  addEventListener(type: 'message' | 'close', listener: (event: { data?: unknown }) => void): void;
  start?(): void;
  close(): void;
}

/**
 * A web MessagePort, or Node's own. Chrome tells the other side of a closed port
 * only from version 122 on; the shell reports a dead host by other means.
 */
export function portChannel(port: DomPort): Channel {
  const closing = new Closing();
  port.addEventListener('close', () => closing.close('port closed'));
  return {
    send: (frame) => {
      if (!closing.closed) port.postMessage(frame);
    },
    onFrame: (listener) => {
      port.addEventListener('message', (event) => listener(event.data));
      port.start?.();
    },
    onClose: (listener) => closing.onClose(listener),
    close: (reason = 'closed') => {
      if (closing.close(reason)) port.close();
    },
  };
}

interface ElectronPort {
  postMessage(data: unknown): void;
  on(type: string, listener: (event: { data?: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** Electron's MessagePortMain, in its main and utility processes. */
export function electronPortChannel(port: ElectronPort): Channel {
  const closing = new Closing();
  port.on('close', () => closing.close('port closed'));
  return {
    send: (frame) => {
      if (!closing.closed) port.postMessage(frame);
    },
    onFrame: (listener) => {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => closing.onClose(listener),
    close: (reason = 'closed') => {
      if (closing.close(reason)) port.close();
    },
  };
}

interface Socket {
  readonly readyState: number;
  binaryType: string;
  send(data: string | ArrayBuffer | Uint8Array<ArrayBuffer>): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { code: number; reason: string }) => void,
  ): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  close(code?: number, reason?: string): void;
}

const socketOpen = 1;

/** Frames are never in shared memory, which a WebSocket would refuse. */
function sendable(frame: Frame): string | ArrayBuffer | Uint8Array<ArrayBuffer> {
  return frame as string | ArrayBuffer | Uint8Array<ArrayBuffer>;
}

/** A WebSocket, the browser's or that of `ws`. Frames sent before it is open wait. */
export function socketChannel(socket: Socket): Channel {
  const closing = new Closing();
  const waiting: Frame[] = [];
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    for (const frame of waiting.splice(0)) socket.send(sendable(frame));
  });
  // An error is always followed by close, which carries the reason.
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('close', (event) =>
    closing.close(event.reason || `connection closed (${event.code})`),
  );
  return {
    send: (frame) => {
      if (closing.closed) return;
      if (socket.readyState === socketOpen) socket.send(sendable(frame));
      else waiting.push(frame);
    },
    onFrame: (listener) => socket.addEventListener('message', (event) => listener(event.data)),
    onClose: (listener) => closing.onClose(listener),
    close: (reason = 'closed') => {
      if (closing.close(reason)) socket.close(1000, reason.slice(0, 100));
    },
  };
}

/** Two channels joined in this process: what one sends, the other receives later. */
export function channelPair(): [Channel, Channel] {
  const { port1, port2 } = new MessageChannel();
  return [portChannel(port1), portChannel(port2)];
}

/**
 * A channel over anything that can post and receive whole frames, such as a child
 * process. `deliver` hands it a received frame, `end` says that the pipe is gone.
 */
export function manualChannel(
  post: (frame: Frame) => void,
  onClosed: () => void = () => undefined,
): { channel: Channel; deliver: (frame: unknown) => void; end: (reason: string) => void } {
  const closing = new Closing();
  const early: unknown[] = [];
  let receive: ((frame: unknown) => void) | undefined;
  return {
    channel: {
      send: (frame) => {
        if (!closing.closed) post(frame);
      },
      onFrame: (listener) => {
        receive = listener;
        for (const frame of early.splice(0)) listener(frame);
      },
      onClose: (listener) => closing.onClose(listener),
      close: (reason = 'closed') => {
        if (closing.close(reason)) onClosed();
      },
    },
    deliver: (frame) => {
      if (closing.closed) return;
      if (receive) receive(frame);
      else early.push(frame);
    },
    end: (reason) => closing.close(reason),
  };
}
