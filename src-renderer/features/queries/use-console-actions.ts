import {
  IconDeviceFloppy,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconServer2,
  IconShieldLock,
  IconSitemap,
} from '@tabler/icons-react';
import type { SavedQuery } from '../../../src-main/contract/index';
import { useWorkbench } from '../workbench/index';
import { openWrite, type Connection } from './connections';
import type { ConsoleAction } from './console-actions';
import { openSeveral } from './runs/open';
import type { ConsoleModel } from './use-console';

/** What can be done in a console; buttons, keys and the palette take it from here. */
export function useConsoleActions(
  model: ConsoleModel,
  {
    connection,
    query,
    onSave,
  }: { connection: Connection; query: SavedQuery | undefined; onSave: () => void },
) {
  const workbench = useWorkbench();
  const { refusals, start, explain, all, draft, here, edited, editor } = model;
  // What was offered while typing must not lie over what is sent.
  const endTyping = (): void => editor?.trigger('run', 'hideSuggestWidget', null);
  return {
    run: {
      id: 'queries.run',
      titleKey: 'queries:command.run',
      icon: IconPlayerPlay,
      keys: 'Ctrl Enter',
      refusal: refusals.here,
      run: () => {
        endTyping();
        start.mutate();
      },
    },
    all: {
      id: 'queries.runAll',
      titleKey: 'queries:command.runAll',
      icon: IconPlayerTrackNext,
      keys: 'Ctrl Alt Enter',
      refusal: refusals.all,
      run: () => {
        endTyping();
        all.mutate();
      },
    },
    several: {
      id: 'queries.several',
      titleKey: 'query-runs:command.several',
      icon: IconServer2,
      keys: 'Shift Alt Enter',
      refusal: refusals.elsewhere,
      run: () =>
        openSeveral(
          workbench,
          query && !edited
            ? { queryId: query.id, title: query.title, parameters: draft.parameters }
            : { sql: here.sql, parameters: draft.parameters },
          connection.endpoint.id,
        ),
    },
    plan: {
      id: 'queries.plan',
      titleKey: 'plans:ask',
      icon: IconSitemap,
      keys: 'Ctrl Shift Enter',
      refusal: refusals.here,
      run: () => explain.mutate(),
    },
    write: {
      id: 'queries.write',
      titleKey: 'queries:command.write',
      icon: IconShieldLock,
      run: () => openWrite(workbench, connection, draft.sql),
    },
    save: {
      id: 'queries.save',
      titleKey: 'queries:command.save',
      icon: IconDeviceFloppy,
      keys: 'Ctrl S',
      run: onSave,
    },
  } satisfies Record<string, ConsoleAction>;
}

export type ConsoleActions = ReturnType<typeof useConsoleActions>;
