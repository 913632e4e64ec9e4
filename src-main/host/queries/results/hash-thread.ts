import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { linesOfFrame } from './excerpt';
import { decodeFrame } from './frame';

/** A frame to add, or the end. */
export type HashRequest = { plain: Uint8Array } | { end: true };
/** What was taken, with its memory back. */
export type HashReply = { taken: number; memory: ArrayBuffer } | { sha256: string };

// This is the begin of a thread.
const hash = createHash('sha256');
/** Lines are made in the same memory again and again. */
const mostKept = 8 * 1024 * 1024;
let lines: Buffer = Buffer.alloc(0);

parentPort?.on('message', (request: HashRequest) => {
  if ('end' in request) {
    parentPort?.postMessage({ sha256: hash.digest('hex') } satisfies HashReply);
    return;
  }
  const { plain } = request;
  const frame = decodeFrame(Buffer.from(plain.buffer, plain.byteOffset, plain.length));
  const made = linesOfFrame(frame, lines);
  hash.update(made);
  if (made.buffer.byteLength <= mostKept) lines = Buffer.from(made.buffer);
  const memory = plain.buffer as ArrayBuffer;
  const taken = plain.length;
  parentPort?.postMessage({ taken, memory } satisfies HashReply, [memory]);
});
