import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFileText } from '@tabler/icons-react';
import { plainDisplay, SelectList } from '../../../ui/index';
import { SideSection, useWorkbench } from '../../workbench/index';
import { openOnTarget, useLibrary, type Connection } from '../connections';
import { useWords } from '../words';
import styles from '../queries.module.css';

/** Queries that were saved here, by folder; one opens on the connection that is in use. */
export function OwnSection({ text, target }: { text: string; target: Connection | undefined }) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const words = useWords();
  const { data } = useLibrary({ text, origin: 'own' });
  const [selected, setSelected] = useState<string>();
  const queries = data?.queries ?? [];
  return (
    <SideSection id="queries-own" title={t('side.saved')} count={queries.length}>
      {queries.length === 0 ? (
        <p className={styles['hint']}>{text === '' ? t('side.noSaved') : t('side.nothingFound')}</p>
      ) : (
        <SelectList
          label={t('side.saved')}
          items={queries}
          itemId={(query) => query.id}
          itemTitle={({ title, description, tags }) =>
            [words(description) || words(title), plainDisplay(tags.join(' · '))]
              .filter(Boolean)
              .join('\n')
          }
          selectedId={selected}
          onSelect={setSelected}
          onActivate={(id) => {
            const query = queries.find((candidate) => candidate.id === id);
            if (query) openOnTarget(workbench, target, query);
          }}
          activateOnClick
          renderItem={(query) => (
            <>
              <IconFileText size={15} aria-hidden="true" />
              <span className="fb-ellipsis fb-grow">{words(query.title)}</span>
              {query.folder !== '' && (
                <bdi className="fb-ellipsis fb-faint fb-tiny">{plainDisplay(query.folder)}</bdi>
              )}
            </>
          )}
        />
      )}
    </SideSection>
  );
}
