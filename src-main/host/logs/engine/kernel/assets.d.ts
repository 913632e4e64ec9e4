/** What scripts/kernel-plugin.mjs gives: a WASM module in base64. */
declare module '*.as' {
  const base64: string;
  export default base64;
}

/** The same: a module with its imports as one script for a worker thread. */
declare module '*?thread' {
  const script: string;
  export default script;
}

/** As much of WebAssembly as the kernel needs; otherwise only the DOM's types have it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  interface Global {
    readonly value: number;
  }
  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
