import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFolderOpen, IconSearch, IconTrash } from '@tabler/icons-react';
import type { LogBookmark } from '../../../src-main/contract/logs';
import {
  Busy,
  Button,
  EmptyState,
  ErrorState,
  formatMoment,
  HostileText,
  ItemTable,
  plainDisplay,
  Tag,
  TextField,
  Toolbar,
  TwoLines,
  useAnnounce,
} from '../../ui/index';
import { errorText, useHostMutation, usePanelTab, useWorkbench } from '../workbench/index';
import { openBookmark, useBookmarks } from './bookmarks';
import { fullTimeText } from './time-text';
import styles from './captures.module.css';

/** All bookmarks with their remarks: found, opened at their line, deleted. */
export default function BookmarksPanel() {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const announce = useAnnounce();
  const { data, error, refetch } = useBookmarks();
  const [text, setText] = useState('');
  const [selectedId, setSelectedId] = useState<string>();
  usePanelTab({ title: t('bookmarks.title') });
  const remove = useHostMutation((host, id: string) => host.logs.removeBookmark({ id }), {
    onSuccess: () => announce(t('bookmarks.deleted')),
  });

  const wanted = text.normalize('NFKC').toLowerCase();
  const shown = (data ?? []).filter((bookmark) =>
    [bookmark.text, bookmark.remark, bookmark.name, bookmark.host, bookmark.path]
      .join('\n')
      .normalize('NFKC')
      .toLowerCase()
      .includes(wanted),
  );
  const selected = shown.find(({ id }) => id === selectedId) ?? shown[0];
  const none = selected ? undefined : t('bookmarks.noneSelected');
  /** The next one takes its place, so that several are deleted one after the other. */
  const removeOne = ({ id }: LogBookmark): void => {
    const at = shown.findIndex((bookmark) => bookmark.id === id);
    setSelectedId((shown[at + 1] ?? shown[at - 1])?.id);
    remove.mutate(id);
  };
  return (
    <div className="fb-page">
      <Toolbar label={t('bookmarks.tools')}>
        <div className={styles['search']}>
          <TextField
            label={t('bookmarks.search')}
            hideLabel
            placeholder={t('bookmarks.search')}
            icon={<IconSearch />}
            value={text}
            onChange={setText}
          />
        </div>
        <Button
          icon={<IconFolderOpen aria-hidden="true" />}
          disabledReason={
            none ?? (selected?.holds === 'no' ? t('bookmarks.goneDetail') : undefined)
          }
          onClick={() => selected && openBookmark(workbench, selected)}
        >
          {t('bookmarks.open')}
        </Button>
        <Button
          icon={<IconTrash aria-hidden="true" />}
          disabledReason={none}
          onClick={() => selected && removeOne(selected)}
        >
          {t('bookmarks.remove')}
        </Button>
      </Toolbar>
      {error ? (
        <ErrorState {...errorText(error)} onRetry={() => void refetch()} />
      ) : !data ? (
        <Busy text={t('loading')} />
      ) : data.length === 0 ? (
        <EmptyState sentence={t('bookmarks.empty')} detail={t('bookmarks.emptyDetail')} />
      ) : shown.length === 0 ? (
        <EmptyState
          sentence={t('side.nothingFound')}
          action={{ label: t('side.showAll'), onClick: () => setText('') }}
        />
      ) : (
        <ItemTable
          label={t('bookmarks.title')}
          rowHeight="tall"
          items={shown}
          itemId={({ id }) => id}
          selectedId={selected?.id}
          onSelect={setSelectedId}
          onActivate={(bookmark) => openBookmark(workbench, bookmark)}
          keys={{ Delete: removeOne }}
          columns={[
            {
              id: 'line',
              title: t('bookmarks.line'),
              hover: ({ text: line, remark }) =>
                [plainDisplay(line), remark].filter(Boolean).join('\n\n'),
              cell: ({ text: line, remark, holds }) => (
                <TwoLines
                  first={
                    <span className="fb-row">
                      <span className="fb-mono fb-ellipsis">
                        <HostileText text={line} />
                      </span>
                      {holds === 'no' && (
                        <Tag tone="warn" title={t('bookmarks.goneDetail')}>
                          {t('bookmarks.gone')}
                        </Tag>
                      )}
                    </span>
                  }
                  second={remark}
                />
              ),
            },
            {
              id: 'log',
              title: t('bookmarks.log'),
              width: '24%',
              hover: ({ system, host, path }) =>
                plainDisplay([system, host, path].filter(Boolean).join(' · ')),
              cell: ({ name, host, path }) => (
                <TwoLines
                  first={<bdi>{plainDisplay(name)}</bdi>}
                  second={<bdi>{plainDisplay(host === '' ? path : host)}</bdi>}
                />
              ),
            },
            {
              id: 'time',
              title: t('bookmarks.time'),
              width: 128,
              hover: ({ time }) => (time === null ? '' : fullTimeText(time)),
              cell: ({ time }) => time !== null && formatMoment(time),
            },
            {
              id: 'created',
              title: t('bookmarks.created'),
              width: 112,
              cell: ({ createdAt }) => <span className="fb-muted">{formatMoment(createdAt)}</span>,
            },
          ]}
        />
      )}
    </div>
  );
}
