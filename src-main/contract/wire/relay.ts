import { z } from 'zod';
import { manualChannel, type Channel, type Frame } from './channel';

/**
 * What a window process and the host process beside it say to each other, over the one
 * pipe that both kinds of process have. Views talk through it only where the pipe cannot
 * hand over ports (a Node child); their frames then travel as `frame` with their number.
 */
export const toHostSchema = z.discriminatedUnion('type', [
  /** First of all: what the host is given. */
  z.object({
    type: z.literal('start'),
    folder: z.string(),
    demo: z.boolean(),
    /** Opens the vault at once; the demo's, which everybody knows. */
    passphrase: z.string().nullable(),
  }),
  /** A view connects; its port comes with the message where the pipe hands over ports. */
  z.object({ type: z.literal('view'), view: z.number().int() }),
  z.object({ type: z.literal('frame'), view: z.number().int(), ...frameShape() }),
  z.object({ type: z.literal('gone'), view: z.number().int(), reason: z.string() }),
  z.object({
    type: z.literal('answer'),
    id: z.number().int(),
    url: z.string().nullable(),
    error: z.string().nullable(),
  }),
  /** Close the store and end. */
  z.object({ type: z.literal('close') }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

export const fromHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('frame'), view: z.number().int(), ...frameShape() }),
  z.object({ type: z.literal('gone'), view: z.number().int(), reason: z.string() }),
  /** How much work runs, and in which language to ask before it is cut off. */
  z.object({
    type: z.literal('state'),
    running: z.number().int(),
    language: z.enum(['system', 'zh-CN', 'en']),
  }),
  /** The host asks for what only a window process can do; `answer` has the same id. */
  z.object({ type: z.literal('open-external'), id: z.number().int(), url: z.string() }),
  z.object({ type: z.literal('open-demo'), id: z.number().int() }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

/** A frame as JSON can carry it: text as it is, bytes in base64. */
function frameShape() {
  return { text: z.string().optional(), bytes: z.string().optional() };
}

/** A frame as it travels in a message. */
export interface CarriedFrame {
  text?: string | undefined;
  bytes?: string | undefined;
}

/** Makes a frame fit for JSON. */
export function carry(frame: Frame): CarriedFrame {
  return typeof frame === 'string' ? { text: frame } : { bytes: toBase64(frame) };
}

/** The frame of a message; undefined when it has none. */
export function unpack({ text, bytes }: CarriedFrame): Frame | undefined {
  if (text !== undefined) return text;
  if (bytes === undefined) return undefined;
  return Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
}

function toBase64(frame: ArrayBufferLike | Uint8Array): string {
  const bytes = frame instanceof Uint8Array ? frame : new Uint8Array(frame);
  let binary = '';
  // In pieces: a call takes a limited number of arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

/** What a {@link Relay} sends through its pipe. */
export type RelayMessage =
  ({ type: 'frame'; view: number } & CarriedFrame) | { type: 'gone'; view: number; reason: string };

/** Channels of several views over one pipe; both of its ends use it. */
export class Relay {
  private readonly views = new Map<
    number,
    { deliver: (frame: unknown) => void; end: (reason: string) => void }
  >();
  private readonly post: (message: RelayMessage) => void;

  constructor(post: (message: RelayMessage) => void) {
    this.post = post;
  }

  /** Channels that are open. */
  get open(): number {
    return this.views.size;
  }

  /** The channel of a view; frames that come before anybody listens are kept. */
  channel(view: number): Channel {
    const { channel, deliver, end } = manualChannel(
      (frame) => this.post({ type: 'frame', view, ...carry(frame) }),
      () => {
        this.views.delete(view);
        this.post({ type: 'gone', view, reason: 'closed' });
      },
    );
    this.views.set(view, { deliver, end });
    return channel;
  }

  /** Hands a received frame to its view; one of a view that has left is dropped. */
  deliver(view: number, frame: CarriedFrame): void {
    this.views.get(view)?.deliver(unpack(frame));
  }

  /** The other end says that a view has left. */
  gone(view: number, reason: string): void {
    this.views.get(view)?.end(reason);
    this.views.delete(view);
  }

  /** The pipe itself is gone: every view learns the reason. */
  endAll(reason: string): void {
    for (const { end } of this.views.values()) end(reason);
    this.views.clear();
  }
}
