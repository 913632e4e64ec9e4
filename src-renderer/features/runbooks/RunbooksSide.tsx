import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconListCheck } from '@tabler/icons-react';
import { Button, SelectList } from '../../ui/index';
import {
  errorText,
  SideSection,
  useActiveCase,
  useCurrentInventory,
  useFrame,
  useWorkbench,
} from '../workbench/index';
import { shortList } from './library-model';
import { StateIcon } from './marks';
import { openRun, openRunbook } from './open';
import { useRunbooks, useRuns } from './runbook-queries';
import { useWords } from './words';
import styles from './runbooks.module.css';

/** Rows of the side list; the library has the others. */
const shown = 5;

/** Below the systems: runs that go on, and the runbooks most likely wanted now. */
export function RunbooksSide() {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const words = useWords();
  const { data: runbooks, error } = useRunbooks();
  const { data: runs } = useRuns();
  const { data: inventory } = useCurrentInventory();
  const activeCase = useActiveCase();
  const activePanelId = useFrame((frame) => frame.activePanelId);
  const systems = useFrame((frame) => frame.systems);
  const [selected, setSelected] = useState<string>();

  // The same system that the top bar names.
  const systemId =
    (activePanelId === undefined ? undefined : systems[activePanelId]) ?? activeCase?.systemId;
  const system = inventory?.systems.find(({ id }) => id === systemId);
  const list = shortList(runbooks ?? [], system?.platform ?? null, shown);
  const running = runs?.filter(({ state }) => state === 'running') ?? [];
  // Hosts of the system in sight are ticked, so that a run is two keys away.
  const endpointIds = inventory?.endpoints
    .filter(({ systemId: of, detail }) => of === systemId && detail.kind === 'ssh')
    .map(({ id }) => id);

  return (
    <SideSection
      id="runbooks"
      title={t('side.title')}
      count={runbooks?.length}
      actions={
        <Button variant="ghost" onClick={() => workbench.run('runbooks.open')}>
          {t('side.all')}
        </Button>
      }
    >
      {running.length > 0 && (
        <SelectList
          label={t('side.running')}
          items={running}
          itemId={({ id }) => id}
          selectedId={selected}
          onSelect={setSelected}
          activateOnClick
          onActivate={(id) => {
            const run = running.find((other) => other.id === id);
            if (run) openRun(workbench, run);
          }}
          renderItem={(run) => (
            <>
              <StateIcon state="running" />
              <span className="fb-ellipsis fb-grow">{words(run.title)}</span>
              <span className="fb-tiny fb-faint">{t('state.running')}</span>
            </>
          )}
        />
      )}
      {error ? (
        <p className={styles['sideHint']}>{errorText(error).what}</p>
      ) : runbooks && list.length === 0 ? (
        <p className={styles['sideHint']}>{t('side.none')}</p>
      ) : (
        <SelectList
          label={t('side.title')}
          items={list}
          itemId={({ id }) => id}
          itemTitle={({ document }) => words(document.description)}
          selectedId={selected}
          onSelect={setSelected}
          activateOnClick
          onActivate={(id) => {
            const runbook = list.find((other) => other.id === id);
            if (!runbook) return;
            openRunbook(workbench, runbook, endpointIds?.length ? { endpointIds } : {});
          }}
          renderItem={(runbook) => (
            <>
              <IconListCheck aria-hidden="true" />
              <span className="fb-ellipsis fb-grow">{words(runbook.document.title)}</span>
              <span className="fb-tiny fb-faint">{t(`class.${runbook.class}`)}</span>
            </>
          )}
        />
      )}
    </SideSection>
  );
}
