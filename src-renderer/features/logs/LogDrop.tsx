import { useState, type DragEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFileImport } from '@tabler/icons-react';
import { useWorkbench } from '../workbench/index';
import { openDropped } from './import-file';
import styles from './logs.module.css';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

/** Opens files that are dropped on what it holds, and says so while they hover. */
export function LogDrop({
  className,
  children,
}: {
  className?: string | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const [over, setOver] = useState(false);
  return (
    <div
      className={className}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      }}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        // The list is emptied once this handler has returned.
        void openDropped(workbench, [...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && (
        <div className={styles['drop']}>
          <IconFileImport aria-hidden="true" />
          {t('open.drop')}
        </div>
      )}
    </div>
  );
}
