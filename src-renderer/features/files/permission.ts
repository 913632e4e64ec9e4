import type { ChangeStatement } from '../../../src-main/contract/changes';
import { askChangeStatement } from '../changes/index';
import type { Workbench } from '../workbench/index';
import { changeTargetOf, type FileHost } from './places';

/** What is sent along with a write: on production the word of a person. */
export interface Permission {
  statement?: ChangeStatement;
}

/**
 * Asks for what a write needs: nothing on this device and outside production, on production the
 * statement of the change gate.
 *
 * @param always asks even within the minutes in which a statement is kept
 * @returns null when the person gave up
 */
export async function askPermission(
  workbench: Workbench,
  host: FileHost | null,
  action: string,
  { lines, always = false, confirmLabel }: AskOptions = {},
): Promise<Permission | null> {
  if (host === null || host.system.environment !== 'production') return {};
  const statement = await askChangeStatement(workbench, {
    action,
    targets: [changeTargetOf(host)],
    remember: true,
    always,
    ...(lines ? { lines } : {}),
    ...(confirmLabel === undefined ? {} : { confirmLabel }),
  });
  return statement ? { statement } : null;
}

interface AskOptions {
  /** What exactly is touched, one line each. */
  lines?: readonly string[];
  always?: boolean;
  confirmLabel?: string;
}
