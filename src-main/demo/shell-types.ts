import type { VirtualFiles } from './files';

/** Takes bytes; resolves when the reader can take more. Rejects with Stopped when it is gone. */
export type Sink = (bytes: Buffer) => Promise<void>;

/** The reader of the output is gone or the command was interrupted. */
export class Stopped extends Error {}

/** The simulated machine a command sees. */
export interface PlantMachine {
  files: VirtualFiles;
  hostname: string;
  user: string;
  /** UTC milliseconds. */
  now: () => number;
  bootedAt: number;
  /** Process numbers of the simulated machine that can be ended by `kill`. */
  processes: Map<number, AbortController>;
  nextProcess: () => number;
  hasCommand: (name: string) => boolean;
}

/** What one command is given. */
export interface CommandCall {
  name: string;
  arguments: string[];
  environment: Map<string, string>;
  directory: string;
  machine: PlantMachine;
  signal: AbortSignal;
  input: AsyncIterable<Buffer>;
  out: (data: Buffer | string) => Promise<void>;
  error: (text: string) => Promise<void>;
  /** Runs another command with the same input and output (`env`, `nice`, `sh -c`). */
  run: (words: string[]) => Promise<number>;
  runLine: (line: string) => Promise<number>;
}

export type Command = (call: CommandCall) => Promise<number> | number;
