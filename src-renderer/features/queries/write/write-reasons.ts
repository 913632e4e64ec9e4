import type { TFunction } from 'i18next';
import type { PlannedStatement, WriteFlag, WriteState } from '../../../../src-main/contract/index';

/** Why a button of the page cannot be used now; undefined where it can. */
export interface WriteReasons {
  running: boolean;
  openReason: string | undefined;
  stepReason: string | undefined;
  commitReason: string | undefined;
}

/** What stands in the way of opening a write, sending its next statement, and committing it. */
export function writeReasons(
  t: TFunction<'queries'>,
  plan: { statements: readonly PlannedStatement[]; reading: boolean },
  write: WriteState | null,
  isSeen: (flag: WriteFlag) => boolean,
): WriteReasons {
  const has = (...states: string[]): boolean =>
    write?.statements.some(({ state }) => states.includes(state)) ?? false;
  const running = has('running');
  const stuck = running
    ? t('reason.running')
    : has('failed', 'cancelled')
      ? t('write.reason.failed')
      : undefined;
  const waiting = has('waiting');
  return {
    running,
    openReason: openReason(t, plan, isSeen),
    stepReason: stuck ?? (waiting ? undefined : t('write.reason.allSent')),
    commitReason: stuck ?? (waiting ? t('write.reason.notSent') : undefined),
  };
}

function openReason(
  t: TFunction<'queries'>,
  { statements, reading }: { statements: readonly PlannedStatement[]; reading: boolean },
  isSeen: (flag: WriteFlag) => boolean,
): string | undefined {
  if (reading) return t('verdict.judging');
  if (statements.length === 0) return t('reason.empty');
  const refused = statements.find(({ refusal }) => refusal !== null);
  if (refused) return t('write.reason.refused', { line: refused.place.line });
  if (statements.every(({ reads }) => reads)) return t('write.reason.readsOnly');
  return statements.some(({ flags }) => flags.some((flag) => !isSeen(flag)))
    ? t('write.reason.unseen')
    : undefined;
}
