import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { KernelMachine, scanCapacity } from '../kernel/machine';
import type { KernelProgram } from '../kernel/program';
import { answerSieve, type SieveReply, type SieveRequest } from '../search/sieve-task';
import { RangeScan, type ScanPart, type ScanTask } from './range-scan';

/** What a worker thread is asked: `fd` is open as long as it works. */
export interface ScanRequest {
  id: number;
  fd: number;
  /** Where the log ends. */
  size: number;
  program: KernelProgram;
  task: ScanTask;
  /** Becomes 1 when nobody wants the answer any more. */
  stop: Int32Array;
}

/** What a thread is asked: to index a part of a log, or to filter the records of some. */
export type ThreadRequest = ScanRequest | SieveRequest;

/** `shrunk`: the file ended before `size`. */
export type ScanReply =
  | { id: number; kind: 'part'; part: ScanPart }
  | SieveReply
  | { id: number; kind: 'stopped' | 'shrunk' }
  | { id: number; kind: 'failed'; message: string; code: string | null };

// This is the begin of a thread: it has no other way to get these.
const { module } = workerData as { module: WebAssembly.Module };
const machine = new KernelMachine(module, scanCapacity);

parentPort?.on('message', (request: ThreadRequest) => {
  const reply = answer(request);
  parentPort?.postMessage(reply, buffersOf(reply));
});

function buffersOf(reply: ScanReply): ArrayBuffer[] {
  if (reply.kind === 'part') {
    const { blocks, minutes } = reply.part;
    return [blocks.buffer, minutes.buffer] as ArrayBuffer[];
  }
  if (reply.kind !== 'sieved') return [];
  return reply.found.flatMap(({ records, lines }) => [records.buffer, lines.buffer]);
}

function answer(request: ThreadRequest): ScanReply {
  try {
    return 'parts' in request ? answerSieve(machine, request) : answerScan(request);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    return { id: request.id, kind: 'failed', message: String(error), code };
  }
}

function answerScan({ id, fd, size, program, task, stop }: ScanRequest): ScanReply {
  machine.load(program);
  const scan = new RangeScan(machine, task);
  for (;;) {
    if (Atomics.load(stop, 0) !== 0) return { id, kind: 'stopped' };
    const { position, room, wanted } = scan;
    const length = Math.min(wanted, size - position);
    const count = length > 0 ? readSync(fd, room, 0, length, position) : 0;
    if (count === 0 && length > 0) return { id, kind: 'shrunk' };
    if (scan.filled(count, position + count >= size)) break;
  }
  return { id, kind: 'part', part: scan.finish() };
}
