import {
  changeLacks,
  type ChangeStatement,
  type ChangeTarget,
} from '../../../src-main/contract/changes';

/** How long a statement is kept for a host when somebody asks for it. */
export const rememberedMs = 15 * 60_000;

/** What was stated for one production host; lives in the memory of this window only. */
export interface KeptStatement {
  reason: string;
  changeId: string;
  /** Device time in milliseconds after which it is asked for again. */
  until: number;
}

/** Kept statements by the name of the host. */
export type ChangeMemory = Readonly<Record<string, KeptStatement>>;

/** The hosts of a change whose names must be typed. */
export function productionNames(targets: readonly ChangeTarget[]): string[] {
  const names = targets
    .filter(({ environment }) => environment === 'production')
    .map(({ name }) => name);
  return [...new Set(names)];
}

/** Keeps a statement for every production host of the change. */
export function remember(
  memory: ChangeMemory,
  targets: readonly ChangeTarget[],
  { reason, changeId }: ChangeStatement,
  now: number,
): ChangeMemory {
  const kept = { reason: reason.trim(), changeId: changeId.trim(), until: now + rememberedMs };
  return { ...memory, ...Object.fromEntries(productionNames(targets).map((name) => [name, kept])) };
}

/** What is kept for a host and still holds, or null. */
export function keptFor(memory: ChangeMemory, name: string, now: number): KeptStatement | null {
  const kept = memory[name];
  return kept && kept.until > now ? kept : null;
}

/**
 * The statement that stands for a change without asking: every production host of it has been
 * typed in the last minutes and all for the same reason. Null when somebody must be asked.
 */
export function statementFromMemory(
  memory: ChangeMemory,
  targets: readonly ChangeTarget[],
  now: number,
): ChangeStatement | null {
  const names = productionNames(targets);
  const first = names[0] === undefined ? null : keptFor(memory, names[0], now);
  if (!first) return null;
  const { reason, changeId } = first;
  const same = names.every((name) => {
    const kept = keptFor(memory, name, now);
    return kept?.reason === reason && kept.changeId === changeId;
  });
  const statement = { reason, changeId, typedNames: names };
  return same && changeLacks(targets, statement, false).length === 0 ? statement : null;
}
