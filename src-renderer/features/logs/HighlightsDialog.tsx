import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconTrash } from '@tabler/icons-react';
import type { LogHighlight } from '../../../src-main/contract/logs';
import { Button, Checkbox, Dialog, IconButton, TextField, ToneSample } from '../../ui/index';
import type { LogDialogProps } from './log-dialog';
import styles from './logs.module.css';

/** Shows a mark; letters of every language of the screen. */
const sample = 'Aa';
const tones = [0, 1, 2, 3, 4, 5, 6, 7];

/** Texts that are marked wherever they stand, with one of eight marks. */
export function HighlightsDialog({ viewer, onClose }: LogDialogProps) {
  const { t } = useTranslation('logs');
  const { view, logs, apply } = viewer;
  const { highlights } = view;
  const [text, setText] = useState('');
  const [regex, setRegex] = useState(false);
  const [ignoreCase, setIgnoreCase] = useState(false);
  const set = (next: LogHighlight[]): void =>
    void apply(logs.setHighlights({ id: view.id, highlights: next }));
  const free = tones.find((tone) => !highlights.some((other) => other.tone === tone)) ?? 0;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('highlights.title')}
      footer={<Button onClick={onClose}>{t('whole.close')}</Button>}
    >
      <form
        className={styles['inlineForm']}
        onSubmit={(event) => {
          event.preventDefault();
          if (text === '') return;
          set([...highlights, { text, regex, ignoreCase, tone: free }]);
          setText('');
        }}
      >
        <TextField
          data-autofocus
          mono
          label={t('highlights.text')}
          value={text}
          onChange={setText}
        />
        <Checkbox label={t('search.regex')} checked={regex} onChange={setRegex} />
        <Checkbox
          label={t('search.matchCase')}
          checked={!ignoreCase}
          onChange={(matchCase) => setIgnoreCase(!matchCase)}
        />
        <Button type="submit" variant="primary">
          {t('highlights.add')}
        </Button>
      </form>
      {highlights.length === 0 && <p className="fb-small fb-muted">{t('highlights.none')}</p>}
      <ul className={styles['highlights']} aria-label={t('highlights.title')}>
        {highlights.map((highlight, index) => (
          <li key={JSON.stringify(highlight)}>
            <div
              className={styles['tones']}
              role="radiogroup"
              aria-label={t('highlights.tone', { text: highlight.text })}
            >
              {tones.map((tone) => (
                <button
                  key={tone}
                  type="button"
                  role="radio"
                  aria-checked={tone === highlight.tone}
                  aria-label={t('highlights.toneNumber', { number: tone + 1 })}
                  onClick={() =>
                    set(highlights.map((old, at) => (at === index ? { ...old, tone } : old)))
                  }
                >
                  <ToneSample tone={tone}>{sample}</ToneSample>
                </button>
              ))}
            </div>
            <bdi className="fb-mono fb-ellipsis fb-grow">{highlight.text}</bdi>
            {highlight.regex && <span className="fb-tiny fb-muted">{t('search.regex')}</span>}
            <IconButton
              size="sm"
              label={t('highlights.remove', { text: highlight.text })}
              icon={<IconTrash />}
              onClick={() => set(highlights.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
