import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { AppError } from '../../../src-main/contract/errors';
import type { FilePlace } from '../../../src-main/contract/index';
import {
  Button,
  Editor,
  formatBytes,
  formatCount,
  formatFullTime,
  formatMoment,
  HostileText,
  NoteBlock,
  Toolbar,
  ToolbarSpacer,
  useAnnounce,
  type EditorLanguage,
} from '../../ui/index';
import { errorText, useCommand, useWorkbench } from '../workbench/index';
import { applyDraft, draftOf, type Draft } from './draft';
import { fromEditor, toEditor } from './line-breaks';
import { askPermission } from './permission';
import { uploadDropped } from './drop-upload';
import { childPath, parentPath, pathText } from './paths';
import type { FileHost } from './places';
import type { TextFile } from './text-file';
import styles from './files.module.css';

/** The editor of a file that was read: typing, saving, and what to do when both sides changed. */
export function TextEditor({
  place,
  host,
  name,
  file,
  kept,
  onDraft,
  onUnsaved,
}: {
  place: FilePlace;
  host: FileHost | null;
  name: string;
  file: TextFile;
  /** What was typed before and never saved. */
  kept: Draft | null;
  onDraft: (draft: Draft | null) => void;
  onUnsaved: (unsaved: boolean) => void;
}) {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const announce = useAnnounce();
  /** The file as it lies on the host, as far as we know. */
  const [base, setBase] = useState(file);
  const [text, setText] = useState(() => {
    const original = toEditor(file.text);
    return kept ? applyDraft(original, kept) : original;
  });
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState<{ at: number; backupPath: string } | null>(null);
  /** Name of the copy of our text that was written beside the file. */
  const [beside, setBeside] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [restored, setRestored] = useState(kept !== null && kept.version === file.version);
  /** Somebody else changed the file since our text began. */
  const [conflict, setConflict] = useState(kept !== null && kept.version !== file.version);

  const original = toEditor(base.text);
  const dirty = text !== original;
  const [tooLarge, setTooLarge] = useState(false);
  useEffect(() => onUnsaved(dirty), [dirty, onUnsaved]);

  const type = (next: string): void => {
    setText(next);
    const draft = next === original ? null : draftOf(original, next, base.version);
    setTooLarge(next !== original && draft === null);
    onDraft(draft);
  };

  /** Writes our text over `known`, the file as we last saw it. */
  const write = async (known: TextFile): Promise<void> => {
    const permission = await askPermission(workbench, host, t('action.save', { name }), {
      lines: [pathText(place.path)],
      confirmLabel: t('text.save'),
    });
    if (!permission) return;
    setSaving(true);
    setFailure(null);
    try {
      const whole = fromEditor(text, known.text, known.lineBreak);
      const { version, backupPath } = await workbench.host.files.writeText({
        place,
        text: whole,
        encoding: known.encoding,
        byteOrderMark: known.byteOrderMark,
        version: known.version,
        ...permission,
      });
      setBase({ ...known, text: whole, version });
      setSaved({ at: Date.now(), backupPath });
      setConflict(false);
      setRestored(false);
      onDraft(null);
      announce(t('text.savedShort', { name }));
    } catch (error) {
      if (error instanceof AppError && error.code === 'files.changed-meanwhile') setConflict(true);
      else setFailure(error);
    } finally {
      setSaving(false);
    }
  };
  const refusal = base.broken
    ? t('text.brokenShort')
    : saving
      ? t('text.saving')
      : conflict
        ? t('text.conflictFirst')
        : dirty
          ? undefined
          : t('text.nothingToSave');
  const save = (): void => {
    if (refusal === undefined) void write(base);
  };
  useCommand({
    id: 'files.save',
    titleKey: 'files:command.save',
    icon: IconDeviceFloppy,
    keys: 'Ctrl S',
    run: save,
  });

  const readAgain = async (): Promise<TextFile | null> => {
    try {
      return await workbench.host.files.readText(place);
    } catch (error) {
      setFailure(error);
      return null;
    }
  };
  const loadTheirs = async (): Promise<void> => {
    const theirs = await readAgain();
    if (!theirs) return;
    setBase(theirs);
    setText(toEditor(theirs.text));
    setConflict(false);
    setRestored(false);
    onDraft(null);
  };
  /** Our text as a new file in UTF-8 beside the other, which stays as it is. */
  const copyBeside = async (): Promise<void> => {
    const copy = `${name}.${stampOf(new Date())}`;
    const permission = await askPermission(workbench, host, t('action.save', { name: copy }), {
      lines: [pathText(childPath(parentPath(place.path), copy))],
      confirmLabel: t('text.save'),
    });
    if (!permission) return;
    const whole = fromEditor(text, base.text, base.lineBreak);
    const target = { ...place, path: parentPath(place.path) };
    const dropped = { files: [{ name: copy, file: new File([whole], copy) }], emptyFolders: [] };
    await uploadDropped(workbench.host, target, dropped, permission, setFailure);
    setBeside(copy);
  };
  const writeMine = async (): Promise<void> => {
    const theirs = await readAgain();
    // In the encoding and with the line breaks that our text began with.
    if (theirs) await write({ ...base, version: theirs.version });
  };

  return (
    <>
      <Toolbar label={t('text.tools')}>
        <Button
          variant="primary"
          icon={<IconDeviceFloppy aria-hidden="true" />}
          kbd="Ctrl S"
          busy={saving}
          disabledReason={refusal}
          onClick={save}
        >
          {t('text.save')}
        </Button>
        {host === null && <span className="fb-muted">{t('pane.local')}</span>}
        <span className={styles['textPath']} title={pathText(place.path)}>
          <HostileText text={pathText(place.path)} className="fb-mono fb-ellipsis" />
        </span>
        <ToolbarSpacer />
        <span className="fb-muted fb-small">
          {dirty
            ? t('text.unsaved')
            : saved
              ? t('text.savedAt', { time: formatMoment(saved.at) })
              : ''}
        </span>
      </Toolbar>
      {base.broken && (
        <NoteBlock tone="warn" title={t('text.brokenTitle')}>
          {t('text.broken', { encoding: base.encoding })}
        </NoteBlock>
      )}
      {conflict && (
        <NoteBlock
          tone="error"
          title={t('text.conflictTitle')}
          actions={
            <>
              <Button onClick={() => void loadTheirs()}>{t('text.loadTheirs')}</Button>
              <Button onClick={() => void copyBeside()}>{t('text.copyMine')}</Button>
              <Button variant="danger" onClick={() => void writeMine()}>
                {t('text.writeMine')}
              </Button>
            </>
          }
        >
          {beside === null ? t('text.conflict') : t('text.beside', { name: beside })}
        </NoteBlock>
      )}
      {failure !== null && <SaveFailure failure={failure} onClose={() => setFailure(null)} />}
      {restored && dirty && !conflict && (
        <NoteBlock
          tone="info"
          actions={
            <Button
              onClick={() => {
                type(original);
                setRestored(false);
              }}
            >
              {t('text.discard')}
            </Button>
          }
        >
          {t('text.restored')}
        </NoteBlock>
      )}
      {saved && !dirty && (
        <NoteBlock tone="ok" actions={<Button onClick={() => setSaved(null)}>{t('close')}</Button>}>
          {t('text.backup')} <HostileText text={pathText(saved.backupPath)} className="fb-mono" />
        </NoteBlock>
      )}
      {tooLarge && <NoteBlock tone="warn">{t('text.draftTooLarge')}</NoteBlock>}
      <div className={styles['editor']} data-page-focus>
        <Editor
          ariaLabel={t('text.editor', { name })}
          language={languageOf(name)}
          value={text}
          onChange={type}
          readOnly={base.broken}
          onMount={(editor) => {
            // Rare line ends inside a hostile file must not open a question of the editor.
            editor.updateOptions({ unusualLineTerminators: 'off' });
          }}
          actions={[{ id: 'files.save', label: t('text.save'), keys: 'Ctrl+S', run: save }]}
        />
      </div>
      <footer className={styles['foot']}>
        <span>{t('text.encoding', { encoding: base.encoding })}</span>
        {base.byteOrderMark && <span>{t('text.byteOrderMark')}</span>}
        <span title={base.lineBreak === 'mixed' ? t('text.mixedHint') : undefined}>
          {t(`text.lineBreak.${base.lineBreak}`)}
        </span>
        {base.version === file.version && <span>{formatBytes(base.bytes)}</span>}
        <span>{t('text.lines', { lines: formatCount(text.split('\n').length) })}</span>
        <span className="fb-grow" />
        {base.broken && <span>{t('text.readOnly')}</span>}
        {base.lineBreak === 'mixed' && dirty && <span>{t('text.mixedHint')}</span>}
      </footer>
    </>
  );
}

function SaveFailure({ failure, onClose }: { failure: unknown; onClose: () => void }) {
  const { t } = useTranslation('files');
  const { what, next } = errorText(failure);
  return (
    <NoteBlock
      tone="error"
      title={t('text.saveFailed')}
      actions={<Button onClick={onClose}>{t('close')}</Button>}
    >
      {[what, next, t('text.typingSafe')].filter(Boolean).join(' ')}
    </NoteBlock>
  );
}

/** `20261120112405`, local time, as the backup copies of the host are named. */
function stampOf(date: Date): string {
  return formatFullTime(date.getTime()).replace(/\D/g, '');
}

function languageOf(name: string): EditorLanguage {
  if (/\.(sql|ddl|pks|pkb)$/i.test(name)) return 'sql';
  if (/\.(sh|bash|ksh|env|profile|bashrc)$/i.test(name)) return 'shell';
  if (/\.(md|markdown)$/i.test(name)) return 'markdown';
  return 'plaintext';
}
