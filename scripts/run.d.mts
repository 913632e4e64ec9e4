import type { SpawnOptions } from 'node:child_process';

export function runLoudly(
  command: string,
  args: readonly string[],
  options?: SpawnOptions,
): Promise<number>;

export function runAndRead(
  command: string,
  args: readonly string[],
  options?: SpawnOptions,
): Promise<{ code: number; output: string }>;

export function runQuietly(
  command: string,
  args: readonly string[],
  options?: SpawnOptions,
): Promise<string>;
