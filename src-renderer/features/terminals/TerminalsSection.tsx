import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectList, StatusDot } from '../../ui/index';
import { CommandButton, SideSection, useWorkbench } from '../workbench/index';
import { showTerminal, useTerminals } from './sessions';

const tones = {
  connecting: 'info',
  open: 'ok',
  stale: 'warn',
  failed: 'error',
  ended: 'neutral',
} as const;

/** Terminals that are open, below the systems. */
export function TerminalsSection() {
  const { t } = useTranslation('terminals');
  const workbench = useWorkbench();
  const terminals = useTerminals();
  const [selected, setSelected] = useState<string>();
  return (
    <SideSection
      id="terminals"
      title={t('section')}
      count={terminals.length === 0 ? undefined : terminals.length}
      actions={
        <>
          <CommandButton command="terminals.transcripts" iconOnly showKeys={false} />
          <CommandButton command="terminals.open" iconOnly showKeys={false} />
        </>
      }
    >
      {terminals.length > 0 && (
        <SelectList
          label={t('section')}
          items={terminals}
          itemId={({ id }) => id}
          itemTitle={({ username, host }) => `${username}@${host}`}
          selectedId={selected}
          onSelect={setSelected}
          onActivate={(id) => {
            const terminal = terminals.find((one) => one.id === id);
            if (terminal) showTerminal(workbench, terminal);
          }}
          activateOnClick
          renderItem={({ name, state }) => (
            <>
              <StatusDot tone={tones[state]} label={t(`stateWord.${state}`)} hideLabel />
              <span className="fb-mono fb-ellipsis fb-grow">{name}</span>
              {state !== 'open' && <span className="fb-muted">{t(`stateWord.${state}`)}</span>}
            </>
          )}
        />
      )}
    </SideSection>
  );
}
