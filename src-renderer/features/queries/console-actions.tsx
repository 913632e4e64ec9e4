import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditorAction } from '../../ui/index';
import { useCommand, useWorkbench } from '../workbench/index';

/** Something a console does: by its button, by its key in page and editor, from the palette. */
export interface ConsoleAction {
  /** Command, e.g. `queries.run`. */
  id: string;
  titleKey: string;
  icon?: ComponentType;
  keys?: string;
  /** Why it cannot be done now, in words. */
  refusal?: string | undefined;
  run: () => void;
}

/** Registers the actions of a console as commands; one that is refused says why. */
export function ConsoleCommands({ actions }: { actions: readonly ConsoleAction[] }) {
  return actions.map((action) => <ConsoleCommand key={action.id} action={action} />);
}

function ConsoleCommand({ action }: { action: ConsoleAction }) {
  const { id, titleKey, icon, keys } = action;
  const act = useGuardedRun();
  useCommand({
    id,
    titleKey,
    ...(icon ? { icon } : {}),
    ...(keys ? { keys } : {}),
    run: () => act(action),
  });
  return null;
}

/** The same actions for the keys of the editor, which has the focus while one types. */
export function useEditorActions(actions: readonly ConsoleAction[]): EditorAction[] {
  const { t } = useTranslation();
  const act = useGuardedRun();
  return actions.flatMap((action) => {
    const { id, titleKey, keys } = action;
    if (keys === undefined) return [];
    return [{ id, label: t(titleKey), keys: keys.replaceAll(' ', '+'), run: () => act(action) }];
  });
}

function useGuardedRun(): (action: ConsoleAction) => void {
  const workbench = useWorkbench();
  return ({ id, refusal, run }) => {
    if (refusal === undefined) run();
    else workbench.notify({ id: `refused-${id}`, tone: 'warn', title: refusal, keep: false });
  };
}
