import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Busy } from '../marks/Progress';
import type { DiffEditorProps } from './editor-types';
import styles from './Editor.module.css';

const DiffEditorView = lazy(async () => {
  if (document.documentElement.lang.startsWith('zh')) await import('monaco-editor/nls/lang/zh-cn');
  return import('./DiffEditorView');
});

/** Two texts beside each other, or one in the other, with what differs marked. Its code is fetched when the first one is shown. */
export function DiffEditor(props: DiffEditorProps) {
  const { t } = useTranslation('ui');
  return (
    <Suspense
      fallback={
        <div className={styles['waiting']}>
          <Busy text={t('editor.loading')} />
        </div>
      }
    >
      <DiffEditorView {...props} />
    </Suspense>
  );
}
