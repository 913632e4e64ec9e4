import base64 from './scan.as';

let compiled: WebAssembly.Module | null = null;

/** The kernel's code, compiled once; it can be handed to worker threads. */
export function kernelModule(): WebAssembly.Module {
  return (compiled ??= new WebAssembly.Module(Buffer.from(base64, 'base64')));
}
