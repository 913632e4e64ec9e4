import type { VirtualFiles } from './files';
import type { MachineFacts } from './machine-facts';
import type { NameCodec } from './names';
import type { ByteInput } from './shell-streams';

/** The simulated machine a command sees. */
export interface PlantMachine {
  files: VirtualFiles;
  codec: NameCodec;
  /** What its programs report: disks, memory, processes. */
  facts: MachineFacts;
  hostname: string;
  /** What it says to whoever logs in, before the first prompt. */
  greeting: string;
  /** Who logs in. */
  user: string;
  /** UTC milliseconds. */
  now: () => number;
  bootedAt: number;
  /** Services by name; `systemctl` starts and stops them. */
  services: Map<string, PlantService>;
  /** Process numbers of the simulated machine that can be ended by `kill`. */
  processes: Map<number, AbortController>;
  nextProcess: () => number;
  hasCommand: (name: string) => boolean;
}

/** A service of a simulated machine. */
export interface PlantService {
  description: string;
  isActive: boolean;
  /** UTC milliseconds. */
  since: number;
  /** Why it does not start now; undefined where it does. */
  startFault?: () => string | undefined;
}

/** The terminal a command runs on, for those that fill the screen. */
export interface PlantTerminal {
  columns: () => number;
  rows: () => number;
  /** Gives every key as it is typed instead of lines, until the returned function is called. */
  takeKeys: (listener: (keys: string) => void) => () => void;
}

/** What one command is given. */
export interface CommandCall {
  name: string;
  arguments: string[];
  environment: Map<string, string>;
  directory: string;
  /** Whose rights it has. */
  user: string;
  machine: PlantMachine;
  signal: AbortSignal;
  /** Undefined where the output is no terminal. */
  terminal: PlantTerminal | undefined;
  input: ByteInput;
  out: (data: Buffer | string) => Promise<void>;
  error: (text: string) => Promise<void>;
  /** Runs another command with the same input and output (`env`, `nice`, `sudo`). */
  run: (words: string[], as?: { user?: string; input?: ByteInput }) => Promise<number>;
  /** Runs a text in a shell of its own (`sh -c`). */
  runText: (text: string, positional: string[]) => Promise<number>;
}

export type Command = (call: CommandCall) => Promise<number> | number;
