import { createHash } from 'node:crypto';
import base64 from './scan.as';

let compiled: WebAssembly.Module | null = null;

/** The kernel's code, compiled once; it can be handed to worker threads. */
export function kernelModule(): WebAssembly.Module {
  return (compiled ??= new WebAssembly.Module(Buffer.from(base64, 'base64')));
}

let hash: string | null = null;

/** SHA-256 of the kernel's code: what another kernel found may be something else. */
export function kernelHash(): string {
  return (hash ??= createHash('sha256').update(base64).digest('hex'));
}
