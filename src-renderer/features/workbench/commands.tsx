import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton, type ButtonProps } from '../../ui';
import { keysOf, presentCommands, refusal, useCommandRegistry } from './command-store';
import { useWorkbench } from './context';
import { usePanelScope } from './panel';
import { useCommandState } from './state';
import type { Command, CommandInfo } from './types';

/**
 * A command that lives with this component. In a panel it acts only while the panel is active;
 * in a side list, an inspector or a `Background` it acts always. `run` and `when` may close over
 * fresh values: the latest are called.
 */
export function useCommand(command: Command): void {
  const panelId = usePanelScope()?.panelId ?? null;
  const register = useCommandRegistry((registry) => registry.register);
  const latest = useRef(command);
  useEffect(() => {
    latest.current = command;
  });
  const { id, titleKey, icon, hidden } = command;
  const keys = keysOf(command).join('\n');
  useEffect(
    () =>
      register(
        {
          id,
          titleKey,
          ...(icon ? { icon } : {}),
          ...(keys ? { keys: keys.split('\n') } : {}),
          ...(hidden ? { hidden } : {}),
          when: (state) => latest.current.when?.(state) ?? true,
          run: (workbench, argument) => latest.current.run(workbench, argument),
        },
        panelId,
      ),
    [register, panelId, id, titleKey, icon, keys, hidden],
  );
}

/** What a menu or button shows of a command; null when no such command exists now. */
export function useCommandInfo(id: string): CommandInfo | null {
  const { t } = useTranslation();
  const state = useCommandState();
  const registered = useCommandRegistry((registry) => registry.registered);
  const command = presentCommands(registered, state).find((other) => other.id === id);
  if (!command) return null;
  const reason = refusal(command, state);
  const Icon = command.icon;
  return {
    id,
    title: t(command.titleKey),
    icon: Icon ? <Icon /> : undefined,
    keys: keysOf(command)[0],
    disabledReason: reason === null ? undefined : t(reason),
  };
}

/** A button of a command: its words, icon, key and refusal come from the registry. */
export function CommandButton({
  command,
  argument,
  label,
  iconOnly = false,
  showKeys = true,
  ...button
}: {
  command: string;
  argument?: unknown;
  /** Other words than the command's title. */
  label?: string;
  iconOnly?: boolean;
  showKeys?: boolean;
} & Omit<ButtonProps, 'children' | 'icon' | 'kbd' | 'disabledReason' | 'onClick'>) {
  const info = useCommandInfo(command);
  const workbench = useWorkbench();
  if (!info) return null;
  const shared = {
    icon: info.icon,
    disabledReason: info.disabledReason,
    ...(info.keys && showKeys ? { kbd: info.keys } : {}),
    onClick: () => workbench.run(command, argument),
  };
  if (iconOnly) return <IconButton label={label ?? info.title} {...shared} />;
  return (
    <Button {...button} {...shared}>
      {label ?? info.title}
    </Button>
  );
}
