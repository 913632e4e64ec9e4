import { readSync } from 'node:fs';
import type { KernelMachine } from '../kernel/machine';
import { lookAhead, type KernelProgram } from '../kernel/program';
import { sieveBytes, type SieveFound, type SievePart, type SieveRules } from './record-sieve';

/** What a worker thread is asked: `fd` is open as long as it works. */
export interface SieveRequest {
  id: number;
  fd: number;
  program: KernelProgram;
  rules: SieveRules;
  /** Each of at most `scanCapacity` bytes, with what is looked at beyond it. */
  parts: readonly SievePart[];
  /** Becomes 1 when nobody wants the answer any more. */
  stop: Int32Array;
}

/** What was found in the parts, in their order. */
export interface SieveReply {
  id: number;
  kind: 'sieved';
  found: SieveFound[];
}

/** Sieves parts of a log. @throws what reading throws */
export function answerSieve(
  machine: KernelMachine,
  { id, fd, program, rules, parts, stop }: SieveRequest,
): SieveReply | { id: number; kind: 'stopped' } {
  machine.load(program);
  const found: SieveFound[] = [];
  for (const part of parts) {
    if (Atomics.load(stop, 0) !== 0) return { id, kind: 'stopped' };
    const wanted = part.to - part.from + lookAhead;
    let length = 0;
    for (let count = -1; count !== 0 && length < wanted; length += count)
      count = readSync(fd, machine.buffer, length, wanted - length, part.from + length);
    found.push(sieveBytes(machine, length, rules, part));
  }
  return { id, kind: 'sieved', found };
}
