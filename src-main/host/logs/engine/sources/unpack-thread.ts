import { readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../../../contract/errors';
import { KernelMachine, scanCapacity } from '../kernel/machine';
import { RangeScan } from '../index/range-scan';
import { Inflating } from './inflate';
import { Slots } from './slots';
import {
  errorOf,
  failureOf,
  type ScanOrder,
  type UnpackReply,
  type UnpackRequest,
} from './unpack-wire';
import { Unpacked } from './unpacked';
import type { Packed, PackedBytes, Unpacking } from './unpacking';
import { Zstandard } from './zstd';

/** Reads of one source that are unpacked at the same time; more wait for their turn. */
const readsAtOnce = 3;
/** Scans at the same time, each with a machine of its own: sources that are opened together. */
const scansAtOnce = 3;
/** Parts of a scan are made of so many cells, after the first one: what a message is worth. */
const cellsOfPart = 8;

// This is the begin of a thread: it has no other way to get these.
const { module } = workerData as { module: WebAssembly.Module };

type Of<Kind extends UnpackRequest['kind']> = Extract<UnpackRequest, { kind: Kind }>;

interface Opened {
  unpacked: Unpacked;
  reads: Slots;
  running: Map<number, { stop: AbortController; done: Promise<void> }>;
}

/** Packed bytes that the host's thread reads. */
interface Wanted {
  of: number;
  resolve(answer: Of<'stored'>): void;
  reject(error: AppError): void;
}

const opened = new Map<number, Opened>();
const scans = new Slots(scansAtOnce);
const machines: KernelMachine[] = [];
const wanted = new Map<number, Wanted>();
let wants = 0;

function tell(reply: UnpackReply, transferred: ArrayBuffer[] = []): void {
  parentPort?.postMessage(reply, transferred);
}

parentPort?.on('message', (request: UnpackRequest) => {
  switch (request.kind) {
    case 'open':
      return open(request);
    case 'stored': {
      wanted.get(request.want)?.resolve(request);
      wanted.delete(request.want);
      return;
    }
    case 'cancel':
      opened.get(request.source)?.running.get(request.id)?.stop.abort();
      return;
    case 'read':
    case 'scan':
    case 'keep':
    case 'close': {
      const stop = new AbortController();
      // Nothing of it runs before this is known: it may be cancelled from its begin.
      const done = Promise.resolve().then(() => answer(request, stop.signal));
      opened.get(request.source)?.running.set(request.id, { stop, done });
    }
  }
});

function open({ source, packed, length, file, kept }: Of<'open'>): void {
  const bytes = file ? new FileBytes(file.fd, file.start, length) : new AskedBytes(source, length);
  const unpacked = new Unpacked(unpackingOf(packed, bytes));
  if (kept) unpacked.recall(kept);
  opened.set(source, { unpacked, reads: new Slots(readsAtOnce), running: new Map() });
}

function unpackingOf({ kind, name, expected }: Packed, bytes: PackedBytes): Unpacking {
  if (kind === 'zstd') return new Zstandard(bytes, name);
  return new Inflating(bytes, name, kind === 'gzip', expected);
}

/** Answers one request; whatever goes wrong is an answer, too. */
async function answer(
  request: Of<'read' | 'scan' | 'keep' | 'close'>,
  signal: AbortSignal,
): Promise<void> {
  const { source, id } = request;
  const found = opened.get(source);
  try {
    if (!found) throw new AppError('wire.cancelled');
    switch (request.kind) {
      case 'read':
        await read(found, request, signal);
        break;
      case 'scan':
        await scans.run(() => scan(found, request, signal), signal);
        break;
      case 'keep':
        tell({ kind: 'kept', source, id, kept: found.unpacked.keep() });
        break;
      case 'close':
        await close(found, request);
    }
  } catch (error) {
    const state = found?.unpacked.state ?? null;
    tell({ kind: 'failed', source, id, failure: failureOf(error), state });
  } finally {
    found?.running.delete(id);
  }
}

async function read(
  { unpacked, reads }: Opened,
  { source, id, from, length }: Of<'read'>,
  signal: AbortSignal,
): Promise<void> {
  const bytes = await reads.run(() => unpacked.read(from, length, signal), signal);
  const { buffer } = bytes;
  tell({ kind: 'bytes', source, id, bytes, state: unpacked.state }, [buffer as ArrayBuffer]);
}

/** Scans to the end: what is unpacked for it never leaves this thread. */
async function scan(
  { unpacked }: Opened,
  { source, id, order }: Of<'scan'>,
  signal: AbortSignal,
): Promise<void> {
  const machine = machines.pop() ?? new KernelMachine(module, scanCapacity);
  machine.load(order.program);
  try {
    await scanParts(machine, unpacked, order, signal, (part) => {
      const kept = [part.blocks.buffer, part.minutes.buffer] as ArrayBuffer[];
      tell({ kind: 'part', source, id, part, state: unpacked.state }, kept);
    });
  } finally {
    machines.push(machine);
  }
  tell({ kind: 'scanned', source, id, state: unpacked.state });
}

async function scanParts(
  machine: KernelMachine,
  unpacked: Unpacked,
  { shape, wide, ...order }: ScanOrder,
  signal: AbortSignal,
  found: (part: ReturnType<RangeScan['finish']>) => void,
): Promise<void> {
  let { from, state } = order;
  for (let cells = 1; ; cells = cellsOfPart) {
    const to = (Math.floor(from / shape.cell) + cells) * shape.cell;
    const scan = new RangeScan(machine, { from, to, shape, state, atLine: true, wide });
    for (let ended = false, done = false; !done;) {
      if (signal.aborted) throw new AppError('wire.cancelled');
      const length = scan.wanted;
      const bytes = await unpacked.read(scan.position, length, signal);
      scan.room.set(bytes);
      ended = bytes.length < length;
      done = scan.filled(bytes.length, ended);
      // Others get their turn also where everything was at hand.
      await nextTurn();
    }
    const part = scan.finish();
    const { lastLine, lineAfter } = part.summary;
    if (lastLine < 0) return;
    from = lineAfter;
    state = part.summary.state;
    found(part);
  }
}

async function close({ unpacked, running }: Opened, { source, id }: Of<'close'>): Promise<void> {
  opened.delete(source);
  const others = [...running].filter(([other]) => other !== id).map(([, work]) => work);
  for (const { stop } of others) stop.abort();
  for (const [want, { of, reject }] of wanted) {
    if (of !== source) continue;
    wanted.delete(want);
    reject(new AppError('wire.cancelled'));
  }
  // Its descriptor may be another file's as soon as this is answered.
  await Promise.all(others.map(({ done }) => done));
  unpacked.close();
  tell({ kind: 'closed', source, id });
}

/** Packed bytes in a file of this machine. */
class FileBytes implements PackedBytes {
  readonly length: number;
  private readonly fd: number;
  private readonly start: number;

  constructor(fd: number, start: number, length: number) {
    this.fd = fd;
    this.start = start;
    this.length = length;
  }

  read(from: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.length - from)));
    let filled = 0;
    while (filled < bytes.length) {
      const at = this.start + from + filled;
      const count = readSync(this.fd, bytes, filled, bytes.length - filled, at);
      if (count === 0) break;
      filled += count;
    }
    return Promise.resolve(bytes.subarray(0, filled));
  }
}

/** Packed bytes that the host's thread has to read: those of a file on another host. */
class AskedBytes implements PackedBytes {
  readonly length: number;
  private readonly source: number;

  constructor(source: number, length: number) {
    this.source = source;
    this.length = length;
  }

  async read(from: number, length: number): Promise<Buffer> {
    const want = (wants += 1);
    const answer = await new Promise<Of<'stored'>>((resolve, reject) => {
      wanted.set(want, { of: this.source, resolve, reject });
      tell({ kind: 'want', source: this.source, want, from, length });
    });
    if (answer.failure) throw errorOf(answer.failure, '');
    return Buffer.from(answer.bytes ?? new Uint8Array(0));
  }
}
