import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { IconChevronDown, IconChevronUp, IconLetterCase, IconRegex, IconSearch, IconX } from '@tabler/icons-react'; // prettier-ignore
import type { ResultView } from '../../../src-main/contract/index';
import { formatCount, IconButton, TextField, useAnnounce } from '../../ui/index';
import { errorText, isCancellation, useCommand, useHost } from '../workbench/index';
import styles from './result.module.css';

/** Where the search stands. */
export interface FoundCell {
  position: number;
  columns: readonly number[];
}

/** Looks for a text in all rows of a result, also those that are not in sight. */
export function ResultFind({
  resultId,
  view,
  from,
  field,
  onFound,
  onText,
  onClose,
}: {
  resultId: string;
  view: ResultView;
  /** The row the keyboard is on; the search goes on behind it. */
  from: number;
  field: RefObject<HTMLInputElement | null>;
  onFound: (found: FoundCell) => void;
  /** What is marked in the cells; empty where it is a pattern. */
  onText: (text: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('results');
  const host = useHost();
  const announce = useAnnounce();
  const [text, setText] = useState('');
  const [regex, setRegex] = useState(false);
  const [matchCase, setMatchCase] = useState(false);
  const [said, setSaid] = useState<{ words: string; wrong: boolean } | null>(null);
  const running = useRef<AbortController | null>(null);

  useEffect(() => field.current?.focus(), [field]);

  const find = async (backwards: boolean): Promise<void> => {
    if (text === '') return;
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    setSaid({ words: t('find.searching'), wrong: false });
    try {
      const { hits, found } = await host.queries.find(
        {
          id: resultId,
          view,
          text,
          match: regex ? 'regex' : 'contains',
          ignoreCase: !matchCase,
          from,
          backwards,
        },
        { signal: stop.signal },
      );
      if (!found) {
        setSaid({ words: t('find.nothing'), wrong: false });
        return;
      }
      const words = t(found.wrapped ? 'find.wrapped' : 'find.hit', {
        ordinal: formatCount(found.ordinal),
        hits: formatCount(hits),
      });
      setSaid({ words, wrong: false });
      announce(words);
      onFound(found);
    } catch (error) {
      if (stop.signal.aborted || isCancellation(error)) return;
      const { what, details } = errorText(error);
      setSaid({ words: [what, details].filter(Boolean).join(' '), wrong: true });
    }
  };
  useCommand({
    id: 'queries.findNext',
    titleKey: 'results:command.findNext',
    keys: 'F3',
    run: () => find(false),
  });
  useCommand({
    id: 'queries.findBefore',
    titleKey: 'results:command.findBefore',
    keys: 'Shift F3',
    run: () => find(true),
  });
  return (
    <div className={styles['find']} role="search">
      <TextField
        ref={field}
        hideLabel
        mono
        label={t('find.label')}
        placeholder={t('find.label')}
        icon={<IconSearch aria-hidden="true" />}
        value={text}
        onChange={(typed) => {
          setText(typed);
          setSaid(null);
          onText(regex ? '' : typed);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter' || event.key === 'F3') {
            event.preventDefault();
            event.stopPropagation();
            void find(event.shiftKey);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            onClose();
          }
        }}
        right={
          <>
            {said && !said.wrong && <output className={styles['quiet']}>{said.words}</output>}
            <IconButton
              size="sm"
              label={t('find.matchCase')}
              icon={<IconLetterCase />}
              pressed={matchCase}
              onClick={() => setMatchCase(!matchCase)}
            />
            <IconButton
              size="sm"
              label={t('find.regex')}
              icon={<IconRegex />}
              pressed={regex}
              onClick={() => {
                setRegex(!regex);
                onText(regex ? text : '');
              }}
            />
          </>
        }
      />
      <IconButton
        label={t('command.findBefore')}
        kbd="Shift F3"
        icon={<IconChevronUp />}
        onClick={() => void find(true)}
      />
      <IconButton
        label={t('command.findNext')}
        kbd="F3"
        icon={<IconChevronDown />}
        onClick={() => void find(false)}
      />
      <IconButton label={t('find.close')} kbd="Esc" icon={<IconX />} onClick={onClose} />
      {said?.wrong && (
        <div role="alert" className={styles['wrong']}>
          {said.words}
        </div>
      )}
    </div>
  );
}
