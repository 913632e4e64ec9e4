import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/index';
import {
  Button,
  Checkbox,
  Dialog,
  formatBytes,
  formatCount,
  formatFullTime,
  HostileText,
  KeyValueList,
  TextField,
  type KeyValueItem,
} from '../../ui/index';
import {
  bitOf,
  classes,
  modeText,
  octalText,
  parseOctal,
  rights,
  specialBit,
  specials,
} from './mode';
import { pathText } from './paths';
import styles from './files.module.css';

/** Facts of the selected entries, and their permissions to change. */
export function PropertiesDialog({
  entries,
  onApply,
  onClose,
}: {
  entries: readonly FileEntry[];
  /** True once they have the new permissions. */
  onApply: (mode: number) => Promise<boolean>;
  onClose: () => void;
}) {
  const { t } = useTranslation('files');
  const [first] = entries;
  const modes = new Set(entries.map(({ mode }) => mode));
  const before = modes.size === 1 ? (first?.mode ?? null) : null;
  const changeable = !modes.has(null) && entries.every(({ kind }) => kind !== 'link');
  const [mode, setMode] = useState(before === null ? (first?.mode ?? 0) : before);
  const [octal, setOctal] = useState(octalText(mode));
  const [busy, setBusy] = useState(false);
  const invalid = parseOctal(octal) === null;
  const same = before !== null && octalText(before) === octalText(mode);

  const change = (next: number): void => {
    setMode(next);
    setOctal(octalText(next));
  };
  const apply = async (): Promise<void> => {
    setBusy(true);
    if (await onApply(mode)) onClose();
    setBusy(false);
  };
  if (!first) return null;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={
        entries.length === 1 ? (
          <HostileText text={first.name} />
        ) : (
          t('properties.several', { count: entries.length })
        )
      }
      footer={
        <>
          <Button onClick={onClose} data-autofocus>
            {t('close')}
          </Button>
          {changeable && (
            <Button
              variant="primary"
              busy={busy}
              disabledReason={
                invalid ? t('properties.octalHint') : same ? t('properties.same') : undefined
              }
              onClick={() => void apply()}
            >
              {t('properties.apply')}
            </Button>
          )}
        </>
      }
    >
      <Facts entries={entries} />
      {changeable && (
        <fieldset className={styles['permissions']}>
          <legend>{t('properties.permissions')}</legend>
          <table>
            <thead>
              <tr>
                <th scope="col">
                  <span className="fb-visually-hidden">{t('properties.who')}</span>
                </th>
                {rights.map((right) => (
                  <th key={right} scope="col">
                    {t(`properties.${right}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {classes.map((who) => (
                <tr key={who}>
                  <th scope="row">{t(`properties.${who}`)}</th>
                  {rights.map((right) => (
                    <td key={right}>
                      <input
                        type="checkbox"
                        aria-label={`${t(`properties.${who}`)}: ${t(`properties.${right}`)}`}
                        checked={(mode & bitOf(who, right)) !== 0}
                        onChange={() => change(mode ^ bitOf(who, right))}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <div className={styles['specials']}>
            {specials.map((special) => (
              <Checkbox
                key={special}
                label={t(`properties.${special}`)}
                hint={t(`properties.${special}Hint`)}
                checked={(mode & specialBit(special)) !== 0}
                onChange={() => change(mode ^ specialBit(special))}
              />
            ))}
          </div>
          <div className={styles['octal']}>
            <TextField
              label={t('properties.octal')}
              mono
              value={octal}
              onChange={(text) => {
                setOctal(text);
                const parsed = parseOctal(text);
                if (parsed !== null) setMode(parsed);
              }}
              {...(invalid ? { error: t('properties.octalHint') } : {})}
            />
            <code>{modeText(first.kind, mode)}</code>
          </div>
        </fieldset>
      )}
    </Dialog>
  );
}

function Facts({ entries }: { entries: readonly FileEntry[] }) {
  const { t } = useTranslation('files');
  const [first] = entries;
  const bytes = entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.bytes : 0), 0);
  const size = {
    key: 'bytes',
    label: t('column.bytes'),
    value: t('properties.bytes', { size: formatBytes(bytes), exact: formatCount(bytes) }),
  };
  if (!first) return null;
  if (entries.length > 1) return <KeyValueList items={[size]} />;
  const owner = [first.owner, first.group].filter(Boolean).join(':');
  const items: KeyValueItem[] = [
    {
      key: 'path',
      label: t('properties.path'),
      value: <HostileText text={pathText(first.path)} />,
      mono: true,
    },
    {
      key: 'kind',
      label: t('properties.kind'),
      value: t(first.kind === 'link' ? `target.${first.target ?? 'broken'}` : `kind.${first.kind}`),
    },
    ...(first.kind === 'file' ? [size] : []),
    ...(first.changedAt === null
      ? []
      : [
          {
            key: 'changed',
            label: t('column.changedAt'),
            value: formatFullTime(first.changedAt),
          },
        ]),
    ...(owner === ''
      ? []
      : [
          {
            key: 'owner',
            label: t('column.owner'),
            value: <HostileText text={owner} />,
            mono: true,
          },
        ]),
  ];
  return <KeyValueList items={items} />;
}
