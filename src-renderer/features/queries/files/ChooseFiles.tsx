import { useRef, useState, type ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFile, IconFolder } from '@tabler/icons-react';
import { Button } from '../../../ui/index';
import { PathField } from '../../workbench/index';
import styles from './files.module.css';

/** Files of this screen, dropped or chosen, or a path of the machine the program works on. */
export function ChooseFiles({
  busy,
  onFiles,
  onPath,
}: {
  busy: boolean;
  onFiles: (files: readonly File[]) => void;
  onPath: (path: string) => void;
}) {
  const { t } = useTranslation('query-library');
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [path, setPath] = useState('');
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const list = [...(event.currentTarget.files ?? [])];
    if (list.length > 0) onFiles(list);
    // The same files again are a new choice.
    event.currentTarget.value = '';
  };
  return (
    <>
      <div
        className={styles['choose']}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          // The window would open them as logs.
          event.stopPropagation();
          setOver(false);
          const list = [...event.dataTransfer.files];
          if (list.length > 0) onFiles(list);
        }}
      >
        <input
          ref={files}
          type="file"
          hidden
          multiple
          accept=".yaml,.yml,.sql,.zip"
          aria-label={t('import.files')}
          onChange={take}
        />
        <input
          ref={folder}
          type="file"
          hidden
          multiple
          {...{ webkitdirectory: '' }}
          aria-label={t('import.folder')}
          onChange={take}
        />
        <Button
          data-autofocus
          icon={<IconFile aria-hidden="true" />}
          busy={busy}
          onClick={() => files.current?.click()}
        >
          {t('import.files')}
        </Button>
        <Button
          icon={<IconFolder aria-hidden="true" />}
          busy={busy}
          onClick={() => folder.current?.click()}
        >
          {t('import.folder')}
        </Button>
        <span className="fb-faint fb-small">{t('import.drop')}</span>
      </div>
      <form
        className={styles['path']}
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() !== '') onPath(path.trim());
        }}
      >
        <PathField
          wish="either"
          label={t('import.path')}
          value={path}
          onChange={setPath}
          placeholder={t('import.pathExample')}
        />
        <Button
          type="submit"
          busy={busy}
          disabledReason={path.trim() === '' ? t('import.pathMissing') : undefined}
        >
          {t('import.look')}
        </Button>
      </form>
    </>
  );
}
