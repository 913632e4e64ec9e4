import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Inventory, Tunnel } from '../../../src-main/contract/index';
import {
  Button,
  Dialog,
  EnvironmentTag,
  ErrorState,
  NoteBlock,
  Segmented,
  Select,
  TextField,
} from '../../ui/index';
import { errorText, useHost, useHostMutation, useWorkbench } from '../workbench/index';
import { startTunnel } from './actions';
import { changesWay, draftOf, faultsOf, inputOf, isLoopback, type TunnelDraft } from './draft';
import { isLive } from './tunnel-list';
import styles from './tunnels.module.css';

const kinds = ['local', 'remote', 'dynamic'] as const;

/** Adds a tunnel (`tunnel` null) or changes one. */
export function TunnelForm({
  tunnel,
  endpointId,
  inventory,
  onClose,
}: {
  tunnel: Tunnel | null;
  endpointId: string | undefined;
  inventory: Inventory;
  onClose: () => void;
}) {
  const { t } = useTranslation('tunnels');
  const workbench = useWorkbench();
  const definition = tunnel?.definition ?? null;
  const hosts = hostsOf(inventory, definition?.endpointId);
  const [draft, setDraft] = useState(() =>
    draftOf(definition, endpointId ?? hosts[0]?.endpoint.id ?? ''),
  );
  const [asked, setAsked] = useState(false);
  const faults = asked ? faultsOf(draft) : new Set<string>();
  const set = (change: Partial<TunnelDraft>): void => setDraft({ ...draft, ...change });
  const open = tunnel !== null && isLive(tunnel);
  const save = useSave(tunnel, draft);
  const host = hosts.find(({ endpoint }) => endpoint.id === draft.endpointId);
  const via = host?.endpoint.name ?? '';

  const submit = (start: boolean): void => {
    setAsked(true);
    if (faultsOf(draft).size > 0 || save.isPending) return;
    save.mutate(undefined, {
      onSuccess: ({ id, stopped }) => {
        onClose();
        if (start || stopped) void startTunnel(workbench, id);
      },
    });
  };

  return (
    <Dialog opened onClose={onClose} title={definition ? t('form.edit') : t('form.new')} size="md">
      <form
        className="fb-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit(!open && definition === null);
          const form = event.currentTarget;
          requestAnimationFrame(() =>
            form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
          );
        }}
      >
        <div className={styles['kind']}>
          <Segmented
            label={t('form.kind')}
            value={draft.kind}
            options={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
            onChange={(kind) => set({ kind })}
          />
          <p className="fb-small fb-muted">{t(`form.explain.${draft.kind}`)}</p>
        </div>
        <div className={styles['via']}>
          <Select
            label={t('form.via')}
            value={draft.endpointId}
            options={hosts.map(({ endpoint, label }) => ({ value: endpoint.id, label }))}
            onChange={(value) => set({ endpointId: value })}
            {...(hosts.length === 0 ? { error: t('form.noHost') } : {})}
          />
          {host && <EnvironmentTag environment={host.system.environment} />}
        </div>
        <div className={styles['address']}>
          <TextField
            label={draft.kind === 'remote' ? t('form.listenThere', { via }) : t('form.listenHere')}
            mono
            value={draft.listenHost}
            onChange={(listenHost) => set({ listenHost })}
          />
          <TextField
            label={t('form.port')}
            mono
            inputMode="numeric"
            value={draft.listenPort}
            onChange={(listenPort) => set({ listenPort })}
            hint={t('form.anyPort')}
            {...(faults.has('listenPort') ? { error: t('form.invalidPort') } : {})}
          />
        </div>
        {draft.kind !== 'dynamic' && (
          <div className={styles['address']}>
            <TextField
              label={
                draft.kind === 'remote' ? t('form.targetHere') : t('form.targetThere', { via })
              }
              mono
              required
              value={draft.targetHost}
              onChange={(targetHost) => set({ targetHost })}
              {...(faults.has('targetHost') ? { error: t('form.missingTarget') } : {})}
            />
            <TextField
              label={t('form.port')}
              mono
              required
              inputMode="numeric"
              data-autofocus
              value={draft.targetPort}
              onChange={(targetPort) => set({ targetPort })}
              {...(faults.has('targetPort') ? { error: t('form.invalidTargetPort') } : {})}
            />
          </div>
        )}
        <TextField
          label={t('form.name')}
          hint={t('form.nameHint')}
          value={draft.name}
          onChange={(name) => set({ name })}
        />
        {!isLoopback(draft.listenHost) && (
          <NoteBlock tone="warn">{t('form.network', { host: draft.listenHost.trim() })}</NoteBlock>
        )}
        {open && <NoteBlock tone="info">{t('form.open')}</NoteBlock>}
        {save.error && <ErrorState {...wordsOf(save.error)} />}
        <div className={styles['buttons']}>
          <Button onClick={onClose}>{t('form.cancel')}</Button>
          {definition === null && (
            <Button busy={save.isPending} onClick={() => submit(false)}>
              {t('form.save')}
            </Button>
          )}
          <Button type="submit" variant="primary" busy={save.isPending}>
            {definition === null ? t('form.saveAndOpen') : t('form.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Saves a draft; a tunnel that is open is closed first when its way changes. */
function useSave(tunnel: Tunnel | null, draft: TunnelDraft) {
  const host = useHost();
  return useHostMutation(
    async () => {
      const definition = tunnel?.definition ?? null;
      const input = inputOf(draft, definition?.id ?? null);
      const stopped = tunnel !== null && isLive(tunnel) && definition !== null;
      const stop = stopped && changesWay(definition, input);
      if (stop) await host.tunnels.stop({ id: tunnel.id });
      return { id: (await host.tunnels.save(input)).id, stopped: stop };
    },
    { onError: () => undefined },
  );
}

function wordsOf(error: unknown) {
  const { what, next, details } = errorText(error);
  return { what, next, details };
}

/** SSH hosts a tunnel can go through, with the one it has even when that is archived. */
function hostsOf({ endpoints, systems }: Inventory, kept: string | undefined) {
  return endpoints.flatMap((endpoint) => {
    const system = systems.find(({ id }) => id === endpoint.systemId);
    const hidden = (endpoint.archived || system?.archived === true) && endpoint.id !== kept;
    if (!system || endpoint.detail.kind !== 'ssh' || hidden) return [];
    return [{ endpoint, system, label: `${system.name} · ${endpoint.name}` }];
  });
}
