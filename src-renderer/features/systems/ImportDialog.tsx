import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFile, IconFileText } from '@tabler/icons-react';
import { AppError } from '../../../src-main/contract/errors';
import { Button, HostileText, NoteBlock, Segmented, TextArea } from '../../ui/index';
import { useHostMutation } from '../workbench/index';
import { FormDialog } from './dialog-form';
import styles from './systems.module.css';

type Format = 'yaml' | 'csv';

/** Takes an inventory in from a file or the clipboard, whole or not at all. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('systems');
  const [format, setFormat] = useState<Format>('yaml');
  const [text, setText] = useState('');
  const [fileName, setFileName] = useState('');
  const [asked, setAsked] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const take = useHostMutation((host) => host.systems.import({ format, text }), {
    onError: () => undefined,
  });
  const template = useHostMutation((host) => host.systems.template(), {
    onSuccess: (answer) => {
      setFormat('yaml');
      setText(answer.text);
      take.reset();
    },
  });
  const change = (value: string): void => {
    setText(value);
    take.reset();
  };
  const read = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    setFileName(chosen.name);
    setFormat(/\.csv$/i.test(chosen.name) ? 'csv' : 'yaml');
    change(await chosen.text());
  };
  return (
    <FormDialog
      title={t('import.title')}
      size="lg"
      submitLabel={take.data ? t('import.again') : t('import.submit')}
      busy={take.isPending}
      error={take.error}
      onClose={onClose}
      onSubmit={() => {
        setAsked(true);
        if (text.trim() !== '') take.mutate();
      }}
      cancelLabel={take.data ? t('import.close') : undefined}
    >
      <p className="fb-small fb-muted">{t('import.intro')}</p>
      <div className={styles['formRow']}>
        <Segmented<Format>
          label={t('import.format')}
          hideLabel
          value={format}
          options={[
            { value: 'yaml', label: t('import.yaml') },
            { value: 'csv', label: t('import.csv') },
          ]}
          onChange={(value) => {
            setFormat(value);
            take.reset();
          }}
        />
        <div className={styles['importButtons']}>
          <input
            ref={file}
            type="file"
            hidden
            accept=".yaml,.yml,.csv,.txt"
            aria-label={t('import.file')}
            onChange={(event) => {
              void read(event.currentTarget.files?.[0]);
              // The same file again is a new choice.
              event.currentTarget.value = '';
            }}
          />
          <Button
            data-autofocus
            icon={<IconFile aria-hidden="true" />}
            onClick={() => file.current?.click()}
          >
            {t('import.choose')}
          </Button>
          <Button
            icon={<IconFileText aria-hidden="true" />}
            busy={template.isPending}
            onClick={() => template.mutate()}
          >
            {t('import.template')}
          </Button>
        </div>
      </div>
      <TextArea
        label={fileName === '' ? t('import.text') : t('import.textOf', { name: fileName })}
        rows={12}
        mono
        wrap="off"
        value={text}
        onChange={change}
        {...(asked && text.trim() === '' ? { error: t('invalid.importEmpty') } : {})}
      />
      <FaultyLine error={take.error} text={text} />
      {take.data && (
        <NoteBlock tone="ok" title={t('import.done')}>
          {t('import.result', { ...take.data })}
        </NoteBlock>
      )}
    </FormDialog>
  );
}

/** The line an import was refused for, as it stands in the text. */
function FaultyLine({ error, text }: { error: unknown; text: string }) {
  const number = error instanceof AppError ? error.params['line'] : undefined;
  if (typeof number !== 'number' || number < 1) return null;
  const line = text.split(/\r\n|\n|\r/)[number - 1];
  if (line === undefined) return null;
  return (
    <pre className={styles['faultyLine']}>
      <span className="fb-faint">{number}</span> <HostileText text={line} />
    </pre>
  );
}
