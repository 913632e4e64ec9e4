import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArchive, IconTable } from '@tabler/icons-react';
import { formatMoment, IconButton, plainDisplay, SelectList } from '../../../ui/index';
import { SideSection, useHostQuery, useWorkbench } from '../../workbench/index';
import { openResult } from '../connections';
import styles from '../queries.module.css';

const recentResults = 12;

/** The latest results that are kept on this device. */
export function ResultsSection() {
  const { t } = useTranslation(['queries', 'compare']);
  const workbench = useWorkbench();
  const { data: results } = useHostQuery(['queries', 'results'], (host) => host.queries.results());
  const [selected, setSelected] = useState<string>();
  return (
    <SideSection
      id="queries-results"
      title={t('side.results')}
      actions={
        <IconButton
          label={t('compare:command.kept')}
          icon={<IconArchive />}
          size="sm"
          onClick={() => workbench.run('queries.kept')}
        />
      }
    >
      {results && results.length > 0 ? (
        <SelectList
          label={t('side.results')}
          items={results.slice(0, recentResults)}
          itemId={(result) => result.id}
          itemTitle={(result) => plainDisplay(result.sql)}
          selectedId={selected}
          onSelect={setSelected}
          onActivate={(id) => {
            const result = results.find((candidate) => candidate.id === id);
            if (result) openResult(workbench, result);
          }}
          activateOnClick
          renderItem={(result) => (
            <>
              <IconTable size={15} aria-hidden="true" />
              <bdi className="fb-ellipsis fb-grow">{plainDisplay(result.title || result.sql)}</bdi>
              <span className="fb-faint fb-tiny">{formatMoment(result.startedAt)}</span>
            </>
          )}
        />
      ) : (
        <p className={styles['hint']}>{t('side.noResults')}</p>
      )}
    </SideSection>
  );
}
