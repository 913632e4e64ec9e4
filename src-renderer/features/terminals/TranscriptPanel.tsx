import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import type { HostClient, Transcript } from '../../../src-main/contract/index';
import { readStream } from '../../../src-main/contract/wire/index';
import {
  Busy,
  Button,
  ConfirmDialog,
  downloadText,
  EmptyState,
  EnvironmentBanner,
  formatBytes,
  formatDuration,
  formatFullTime,
  Toolbar,
  ToolbarSpacer,
  type TerminalHandle,
} from '../../ui/index';
import {
  AddEvidenceButton,
  useEvidenceSource,
  useHost,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { CastPlayer } from './CastPlayer';
import styles from './terminals.module.css';

/** One recorded session: played, kept, given away or removed. */
export default function TranscriptPanel({ params, panelId, visible }: PanelProps) {
  const { t } = useTranslation('terminals');
  const workbench = useWorkbench();
  const id = String(params['transcriptId']);
  const { data } = useHostQuery(['terminals', 'transcripts'], (host) =>
    host.terminals.transcripts(),
  );
  const transcript = data?.find((one) => one.id === id);
  if (!data) return <Busy text={t('loading')} />;
  if (!transcript)
    return (
      <EmptyState
        sentence={t('transcript.gone')}
        action={{
          label: t('command.transcripts'),
          onClick: () => {
            workbench.closePanel(panelId);
            workbench.run('terminals.transcripts');
          },
        }}
      />
    );
  return <TranscriptView transcript={transcript} panelId={panelId} visible={visible} />;
}

function TranscriptView({
  transcript,
  panelId,
  visible,
}: {
  transcript: Transcript;
  panelId: string;
  visible: boolean;
}) {
  const { t } = useTranslation('terminals');
  const host = useHost();
  const workbench = useWorkbench();
  const { id, name, username, environment, system, startedAt, endedAt, bytes } = transcript;
  const title = `${name} · ${formatFullTime(startedAt)}`;
  usePanelTab({ title, production: environment === 'production' });
  const [screen, setScreen] = useState<TerminalHandle | null>(null);
  const [removing, setRemoving] = useState(false);
  const load = useCallback(
    (client: HostClient, signal: AbortSignal) => client.terminals.transcript({ id }, { signal }),
    [id],
  );
  const remove = useHostMutation((client) => client.terminals.removeTranscript({ id }), {
    onSuccess: () => workbench.closePanel(panelId),
  });
  const save = async (): Promise<void> => {
    const parts: string[] = [];
    for await (const pieces of readStream<string>(host, host.terminals.transcript({ id })))
      parts.push(...pieces);
    const stamp = formatFullTime(startedAt).replace(/[: ]/g, '-');
    const file = `${name.replace(/[^\p{L}\p{N}._-]+/gu, '_')}-${stamp}.cast`;
    downloadText(file, 'application/x-asciicast', parts.join(''));
  };
  useEvidenceSource(
    useMemo(
      () => ({
        source: () => ({
          kind: 'transcript' as const,
          origin: 'terminal' as const,
          id,
          selection: screen?.selection() || null,
        }),
        label: t('evidence.whole', { name }),
      }),
      [id, name, screen, t],
    ),
  );
  const facts = [
    formatFullTime(startedAt),
    endedAt === null ? t('transcripts.running') : formatDuration(endedAt - startedAt),
    formatBytes(bytes),
  ].join(' · ');
  return (
    <div className={styles['panel']}>
      <EnvironmentBanner
        environment={environment}
        right="none"
        rightText={t('transcript.past')}
        host={`${username}@${name}`}
        aside={system}
      />
      <Toolbar label={t('transcript.tools')}>
        <span className="fb-number fb-ellipsis">{facts}</span>
        <ToolbarSpacer />
        <Button
          icon={<IconDownload />}
          onClick={() => void save().catch(workbench.reportError)}
          title={t('transcript.exportHint')}
        >
          {t('transcript.export')}
        </Button>
        <Button
          icon={<IconTrash />}
          disabledReason={endedAt === null ? t('transcript.open') : undefined}
          onClick={() => setRemoving(true)}
        >
          {t('transcript.remove')}
        </Button>
        <AddEvidenceButton />
      </Toolbar>
      <CastPlayer
        load={load}
        label={t('player.screen', { name })}
        visible={visible}
        onReady={setScreen}
      />
      <ConfirmDialog
        opened={removing}
        title={t('transcript.removeTitle', { name })}
        confirmLabel={t('transcript.remove')}
        tone="danger"
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onCancel={() => setRemoving(false)}
      >
        {t('transcript.removeBody')}
      </ConfirmDialog>
    </div>
  );
}
