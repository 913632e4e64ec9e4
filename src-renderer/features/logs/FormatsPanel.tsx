import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFilter, IconPlus } from '@tabler/icons-react';
import type { LogFormat } from '../../../src-main/contract/logs';
import {
  Busy,
  ConfirmDialog,
  EmptyState,
  ErrorState,
  IconButton,
  PanelHeader,
  SelectList,
  SplitPane,
  Tag,
  TextField,
} from '../../ui/index';
import { errorText, useCloseGuard, useHostQuery, usePanelTab } from '../workbench/index';
import { FormatPage } from './FormatPage';
import { newFormatText, ownCopyOf } from './format-text';
import styles from './formats.module.css';

/** A format that is being written: its text, and the name of the one it replaces. */
interface Draft {
  text: string;
  replaces: string | null;
}

/** Formats of logs: the shipped ones to read, the team's own to write. */
export default function FormatsPanel() {
  const { t, i18n } = useTranslation('logs');
  const { data, error, refetch } = useHostQuery(['logs', 'formats'], (host) =>
    host.logs.formats({}),
  );
  const [size, setSize] = useState(300);
  const [filter, setFilter] = useState('');
  const [selected, setSelected] = useState<string>();
  const [draft, setDraft] = useState<Draft | null>(null);
  usePanelTab({ title: t('formats.title'), unsaved: draft !== null });
  const [closing, setClosing] = useState<{ answer: (close: boolean) => void } | null>(null);
  useCloseGuard(() => draft === null || new Promise<boolean>((answer) => setClosing({ answer })));
  const decide = (close: boolean): void => {
    closing?.answer(close);
    setClosing(null);
  };

  if (error) return <ErrorState {...errorText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Busy text={t('loading')} />;
  const titleOf = (format: LogFormat): string =>
    i18n.language.startsWith('zh') ? format.title.zh : format.title.en;
  const wanted = filter.toLowerCase();
  const shown = data.filter((format) =>
    [format.name, format.title.zh, format.title.en, format.platform].some((value) =>
      value.toLowerCase().includes(wanted),
    ),
  );
  const chosen = data.find(({ name }) => name === selected) ?? shown[0];
  const write = (next: Draft): void => setDraft(next);
  return (
    <div className={styles['panel']}>
      <ConfirmDialog
        opened={closing !== null}
        title={t('formats.discard')}
        confirmLabel={t('formats.close')}
        onConfirm={() => decide(true)}
        onCancel={() => decide(false)}
      >
        {t('formats.discardDetail')}
      </ConfirmDialog>
      <SplitPane
        label={t('formats.resize')}
        direction="row"
        size={size}
        onSizeChange={setSize}
        min={200}
        max={480}
        first={
          <div className={styles['side']}>
            <PanelHeader
              title={t('formats.title')}
              count={data.length}
              actions={
                <IconButton
                  label={t('formats.new')}
                  icon={<IconPlus />}
                  onClick={() => write({ text: newFormatText, replaces: null })}
                  {...(draft ? { disabledReason: t('formats.busy') } : {})}
                />
              }
            />
            <div className={styles['filter']}>
              <TextField
                hideLabel
                label={t('formats.filter')}
                placeholder={t('formats.filter')}
                icon={<IconFilter />}
                value={filter}
                onChange={setFilter}
              />
            </div>
            <div className="fb-scroll" data-page-focus>
              {shown.length === 0 ? (
                <EmptyState sentence={t('formats.none')} />
              ) : (
                <SelectList
                  label={t('formats.title')}
                  rowHeight="tall"
                  items={shown}
                  itemId={({ name }) => name}
                  itemTitle={({ name }) => name}
                  selectedId={chosen?.name}
                  onSelect={setSelected}
                  renderItem={(format) => (
                    <>
                      <span className={styles['name']}>
                        <span className="fb-ellipsis">{titleOf(format)}</span>
                        <span className="fb-tiny fb-faint fb-ellipsis">
                          {[format.platform, format.name].join(' · ')}
                        </span>
                      </span>
                      <FormatTags format={format} />
                    </>
                  )}
                />
              )}
            </div>
          </div>
        }
        second={
          draft ? (
            <FormatPage
              key="draft"
              title={t(draft.replaces === null ? 'formats.new' : 'formats.edit', {
                name: draft.replaces ?? '',
              })}
              text={draft.text}
              replaces={draft.replaces}
              onText={(text) => setDraft({ ...draft, text })}
              onSaved={(name) => {
                setDraft(null);
                setFilter('');
                setSelected(name);
                void refetch();
              }}
              onCancel={() => setDraft(null)}
            />
          ) : chosen ? (
            <FormatPage
              key={chosen.name}
              title={titleOf(chosen)}
              tags={<FormatTags format={chosen} />}
              text={chosen.text}
              problem={chosen.problem}
              onCopy={() =>
                write({
                  text: ownCopyOf(chosen.text, new Set(data.map(({ name }) => name))),
                  replaces: null,
                })
              }
              {...(chosen.origin === 'user'
                ? {
                    onEdit: () => write({ text: chosen.text, replaces: chosen.name }),
                    removes: chosen.name,
                    onRemoved: () => void refetch(),
                  }
                : {})}
            />
          ) : (
            <div />
          )
        }
      />
    </div>
  );
}

function FormatTags({ format: { origin, unproven, problem } }: { format: LogFormat }) {
  const { t } = useTranslation('logs');
  return (
    <>
      {origin === 'user' && <Tag tone="accent">{t('formats.own')}</Tag>}
      {unproven && (
        <Tag outline title={t('sources.unprovenHint')}>
          {t('sources.unproven')}
        </Tag>
      )}
      {problem !== null && <Tag tone="error">{t('formats.unusable')}</Tag>}
    </>
  );
}
