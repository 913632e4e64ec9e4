import { KernelMachine, scanCapacity } from './machine';
import { kernelModule } from './wasm';

/** Of those that nobody uses, so many are kept. */
const mostSpare = 2;
const spare: KernelMachine[] = [];

/**
 * A machine of this thread with room for at least `scanCapacity` bytes; give it back. Each takes
 * 2.5 MB that are found to be garbage late: a log that is followed is scanned ten times a second.
 */
export function takeMachine(): KernelMachine {
  return spare.pop() ?? new KernelMachine(kernelModule(), scanCapacity);
}

/** Nothing of a scan is read from it any more. */
export function giveMachineBack(machine: KernelMachine): void {
  if (spare.length < mostSpare) spare.push(machine);
}
