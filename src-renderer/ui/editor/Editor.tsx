import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { TextArea } from '../controls/TextField';
import { NoteBlock } from '../marks/NoteBlock';
import { Busy } from '../marks/Progress';
import type { EditorProps } from './editor-types';
import styles from './Editor.module.css';

/** A plain field, should the editor's files not load: typing must never be blocked. */
function PlainEditor({ ariaLabel, value, onChange, readOnly }: EditorProps) {
  const { t } = useTranslation('ui');
  return (
    <div className={styles['fallback']}>
      <NoteBlock tone="warn">{t('editor.failed')}</NoteBlock>
      <TextArea
        label={ariaLabel}
        hideLabel
        mono
        rows={12}
        readOnly={readOnly}
        value={value ?? ''}
        onChange={(next) => onChange?.(next)}
      />
    </div>
  );
}

const EditorView = lazy(async () => {
  try {
    // Monaco reads its words once, from a global, when its first module runs.
    if (document.documentElement.lang.startsWith('zh')) {
      await import('monaco-editor/nls/lang/zh-cn');
    }
    return await import('./EditorView');
  } catch (error) {
    console.error(error);
    return { default: PlainEditor };
  }
});

/** The code and note editor. Its code is fetched when the first one is shown. */
export function Editor(props: EditorProps) {
  const { t } = useTranslation('ui');
  return (
    <Suspense
      fallback={
        <div className={styles['waiting']}>
          <Busy text={t('editor.loading')} />
        </div>
      }
    >
      <EditorView {...props} />
    </Suspense>
  );
}
