import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { logEncodings, type LogChoices, type LogSource } from '../../../src-main/contract/logs';
import { Button, formatCount, formatMoment, Popover, Select, Tag, TextField } from '../../ui/index';
import { useHostQuery } from '../workbench/index';
import { encodingText } from './encoding-text';
import { offsetText } from './offset-text';
import type { LogViewer } from './use-log-viewer';
import styles from './logs.module.css';

/** What was found out about each source, and how a person overrides it. */
export function SourceSettings({ viewer }: { viewer: LogViewer }) {
  const { t } = useTranslation('logs');
  const { view } = viewer;
  const [opened, setOpened] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const source = view.sources.find(({ id }) => id === chosen) ?? view.sources[0];
  const formats = useFormats();
  if (!source) return null;
  const format = formats.title(source.format);
  const summary =
    view.sources.length === 1
      ? [encodingText(source.encoding), format].filter(Boolean).join(' · ')
      : t('sources.count', {
          count: view.sources.length,
          sources: formatCount(view.sources.length),
        });
  return (
    <Popover
      label={t('sources.title')}
      width={320}
      position="top-start"
      opened={opened}
      onOpenChange={setOpened}
      trigger={
        <Button
          variant="ghost"
          className={styles['sourceButton']}
          icon={<IconAdjustmentsHorizontal aria-hidden="true" />}
          aria-label={t('sources.button', { summary })}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          <span className="fb-ellipsis" title={summary}>
            {summary}
          </span>
          {view.sources.length === 1 && source.formatUnproven && (
            <Tag tone="warn">{t('sources.unproven')}</Tag>
          )}
        </Button>
      }
    >
      {opened && (
        <div className={styles['form']}>
          {view.sources.length > 1 && (
            <Select
              label={t('sources.source')}
              value={source.id}
              options={view.sources.map(({ id, name, host }) => ({
                value: id,
                label: host === '' ? name : `${name} · ${host}`,
              }))}
              onChange={setChosen}
            />
          )}
          <SourceForm key={source.id} viewer={viewer} source={source} formats={formats} />
        </div>
      )}
    </Popover>
  );
}

interface Formats {
  options: { value: string; label: string; unproven: boolean }[];
  title: (name: string) => string;
}

/** Known formats with their titles in the language of the screen. */
function useFormats(): Formats {
  const { i18n } = useTranslation();
  const { data } = useHostQuery(['logs', 'formats'], (host) => host.logs.formats({}));
  const options = (data ?? []).map(({ name, title, unproven }) => ({
    value: name,
    label: i18n.language.startsWith('zh') ? title.zh : title.en,
    unproven,
  }));
  return {
    options,
    title: (name) => options.find(({ value }) => value === name)?.label ?? name,
  };
}

function SourceForm({
  viewer,
  source,
  formats,
}: {
  viewer: LogViewer;
  source: LogSource;
  formats: Formats;
}) {
  const { t } = useTranslation('logs');
  const { view, logs, apply } = viewer;
  const { choices } = source;
  const [zone, setZone] = useState(choices.zone ?? '');
  const [offset, setOffset] = useState(
    choices.clockOffsetMs === null ? '' : String(choices.clockOffsetMs / 1000),
  );
  const seconds = Number(offset.trim().replace('−', '-'));
  const offsetWrong = offset.trim() !== '' && !Number.isFinite(seconds);
  const zoneWrong = zone.trim() !== '' && !isZone(zone.trim());
  const choose = (part: Partial<LogChoices>): void =>
    void apply(logs.choose({ id: view.id, sourceId: source.id, choices: { ...choices, ...part } }));
  const found = (what: string): string => t('sources.found', { what });
  const { clock } = source;
  const clockHint =
    clock &&
    t(choices.clockOffsetMs === null ? 'sources.clockInUse' : 'sources.clock', {
      offset: offsetText(clock.offsetMs),
      error: offsetText(clock.errorMs).slice(1),
      time: formatMoment(clock.measuredAt),
    });
  return (
    <>
      <Select
        label={t('sources.encoding')}
        value={choices.encoding ?? ''}
        options={[
          { value: '', label: found(encodingText(source.encoding)) },
          ...logEncodings.map((encoding) => ({
            value: encoding,
            label: encoding === 'mixed' ? t('sources.mixed') : encodingText(encoding),
          })),
        ]}
        onChange={(value) =>
          choose({ encoding: logEncodings.find((encoding) => encoding === value) ?? null })
        }
      />
      <Select
        label={t('sources.format')}
        value={choices.format ?? ''}
        hint={source.formatUnproven ? t('sources.unprovenHint') : undefined}
        options={[
          { value: '', label: found(formats.title(source.format)) },
          ...formats.options.map(({ value, label, unproven }) => ({
            value,
            label: unproven ? t('sources.unprovenFormat', { name: label }) : label,
          })),
        ]}
        onChange={(value) => choose({ format: value === '' ? null : value })}
      />
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (offsetWrong || zoneWrong) return;
          choose({
            zone: zone.trim() === '' ? null : zone.trim(),
            clockOffsetMs: offset.trim() === '' ? null : Math.round(seconds * 1000),
          });
        }}
      >
        <TextField
          mono
          label={t('sources.zone')}
          placeholder={source.zone}
          hint={t('sources.zoneHint')}
          value={zone}
          onChange={setZone}
          error={zoneWrong ? t('sources.zoneWrong') : undefined}
        />
        <TextField
          mono
          label={t('sources.offset')}
          placeholder={offsetText(source.clockOffsetMs)}
          hint={clockHint ?? t('sources.offsetHint')}
          value={offset}
          onChange={setOffset}
          error={offsetWrong ? t('sources.offsetWrong') : undefined}
        />
        <Button type="submit">{t('sources.apply')}</Button>
      </form>
    </>
  );
}

/** `Asia/Shanghai`, `+08:00`, `local`. */
function isZone(text: string): boolean {
  if (text === 'local' || /^[+-]\d{2}:?\d{2}$/.test(text)) return true;
  try {
    return Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
