import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCopyPlus, IconPencil, IconTrash } from '@tabler/icons-react';
import { AppError } from '../../../src-main/contract/errors';
import type { LogFormat } from '../../../src-main/contract/logs';
import { Button, ConfirmDialog, Editor, NoteBlock } from '../../ui/index';
import { errorText, useHostMutation } from '../workbench/index';
import styles from './formats.module.css';

interface FormatPageProps {
  title: string;
  tags?: ReactNode;
  text: string;
  problem?: LogFormat['problem'];
  /** It is being written: takes its text, and is saved as the successor of `replaces`. */
  onText?: (text: string) => void;
  replaces?: string | null;
  onSaved?: (name: string) => void;
  onCancel?: () => void;
  /** It is shown to read. */
  onCopy?: () => void;
  onEdit?: () => void;
  /** Name of the team's own format that may be deleted. */
  removes?: string;
  onRemoved?: () => void;
}

/** The YAML of a format, to read or to write. */
export function FormatPage({
  title,
  tags,
  text,
  problem = null,
  onText,
  replaces = null,
  onSaved,
  onCancel,
  onCopy,
  onEdit,
  removes,
  onRemoved,
}: FormatPageProps) {
  const { t, i18n } = useTranslation('logs');
  const [failure, setFailure] = useState<unknown>(null);
  const [removing, setRemoving] = useState(false);
  const save = useHostMutation(
    (host, yaml: string) => host.logs.saveFormat({ text: yaml, replaces }),
    { onSuccess: ({ name }) => onSaved?.(name), onError: setFailure },
  );
  const remove = useHostMutation((host, name: string) => host.logs.removeFormat({ name }), {
    onSuccess: () => {
      setRemoving(false);
      onRemoved?.();
    },
  });
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const told = failure === null ? null : errorText(failure);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h2 className="fb-ellipsis">{title}</h2>
        {tags}
        <span className="fb-grow" />
        {removes !== undefined && (
          <Button variant="danger" icon={<IconTrash />} onClick={() => setRemoving(true)}>
            {t('formats.remove')}
          </Button>
        )}
        {onCopy && (
          <Button icon={<IconCopyPlus />} onClick={onCopy}>
            {t('formats.copy')}
          </Button>
        )}
        {onEdit && (
          <Button variant="primary" icon={<IconPencil />} onClick={onEdit}>
            {t('formats.change')}
          </Button>
        )}
        {onText && (
          <>
            <Button onClick={onCancel}>{t('cancel')}</Button>
            <Button variant="primary" busy={save.isPending} onClick={() => save.mutate(text)}>
              {t('formats.save')}
            </Button>
          </>
        )}
      </div>
      {problem !== null && (
        <NoteBlock tone="error" title={t('formats.unusable')}>
          <span className={styles['problem']}>{problem[language]}</span>
        </NoteBlock>
      )}
      {told && (
        <NoteBlock tone="error">
          <span role="alert" className={styles['problem']}>
            {[told.what, told.next, problemsOf(failure)[language]].filter(Boolean).join('\n')}
          </span>
        </NoteBlock>
      )}
      {onText && <p className={styles['hint']}>{t('formats.hint')}</p>}
      <div className="fb-scroll">
        <Editor
          language="yaml"
          ariaLabel={title}
          value={text}
          readOnly={!onText}
          {...(onText
            ? {
                autoFocus: true,
                onChange: (next: string) => {
                  setFailure(null);
                  onText(next);
                },
              }
            : {})}
        />
      </div>
      <ConfirmDialog
        opened={removing}
        title={t('formats.removeTitle', { name: title })}
        confirmLabel={t('formats.remove')}
        tone="danger"
        busy={remove.isPending}
        onConfirm={() => removes !== undefined && remove.mutate(removes)}
        onCancel={() => setRemoving(false)}
      >
        {t('formats.removeDetail')}
      </ConfirmDialog>
    </div>
  );
}

/** What is wrong with the text, in both languages, a line each. */
function problemsOf(failure: unknown): { zh: string; en: string } {
  const params = failure instanceof AppError ? failure.params : {};
  return { zh: String(params['zh'] ?? ''), en: String(params['en'] ?? '') };
}
