import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconBookmark } from '@tabler/icons-react';
import { plainDisplay, SectionLabel, SelectList } from '../../ui/index';
import { CommandButton } from '../workbench/index';
import { bookmarksWithin, useBookmarks } from './bookmarks';
import { useLogPages } from './log-store';
import { fullTimeText, timeText } from './time-text';
import { useFrontPage } from './timeline-sources';
import styles from './captures.module.css';

/** The bookmarks of the page in front, each a way to its line; and the way to all of them. */
export function BookmarksSection() {
  const { t } = useTranslation('logs');
  const page = useFrontPage();
  const aim = useLogPages((store) => store.aim);
  const { data } = useBookmarks();
  const [selected, setSelected] = useState<string>();
  if (!data || data.length === 0) return null;
  const here = page ? bookmarksWithin(data, page.view.sources) : [];
  const go = (id: string): void => {
    const found = here.find(({ bookmark }) => bookmark.id === id);
    if (found && page)
      aim(page.panelId, { kind: 'offset', source: found.source, offset: found.bookmark.offset });
  };
  return (
    <section aria-label={t('bookmarks.title')}>
      <SectionLabel aside={here.length > 0 ? here.length : undefined}>
        {t(here.length > 0 ? 'bookmarks.here' : 'bookmarks.title')}
      </SectionLabel>
      {here.length > 0 && (
        <SelectList
          label={t('bookmarks.here')}
          items={here}
          itemId={({ bookmark }) => bookmark.id}
          itemTitle={({ bookmark: { text, time, remark } }) =>
            [remark, plainDisplay(text), time === null ? '' : fullTimeText(time)]
              .filter(Boolean)
              .join('\n')
          }
          selectedId={selected}
          onSelect={setSelected}
          onActivate={go}
          activateOnClick
          rowHeight="tall"
          renderItem={({ bookmark: { text, said = text, time, remark } }) => (
            <>
              <IconBookmark aria-hidden="true" />
              <span className={styles['bookmark']}>
                {remark !== '' && <span>{remark}</span>}
                <bdi>{plainDisplay(said)}</bdi>
                {remark === '' && time !== null && (
                  <span className="fb-faint fb-number">{timeText(time, 'day')}</span>
                )}
              </span>
            </>
          )}
        />
      )}
      <div className={styles['more']}>
        <CommandButton
          command="logs.bookmarks"
          variant="ghost"
          label={t('bookmarks.all', { count: data.length })}
        />
      </div>
    </section>
  );
}
