import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogRow } from '../../../src-main/contract/logs';
import { Busy, Button, Dialog, HostileText, TextArea } from '../../ui/index';
import { useBookmarks } from './bookmarks';
import type { LogDialogProps } from './log-dialog';
import { placeKey } from './places';
import type { RowActions } from './use-row-actions';
import styles from './logs.module.css';

/** A bookmark with what a person says about it. */
export function BookmarkDialog({
  viewer,
  row,
  actions,
  onClose,
}: LogDialogProps & { row: LogRow; actions: RowActions }) {
  const { t } = useTranslation('logs');
  const { data } = useBookmarks();
  const source = viewer.view.sources[row.source];
  const before = data?.find(
    ({ place, offset }) =>
      source !== undefined && placeKey(place) === placeKey(source.place) && offset === row.offset,
  );
  return (
    <Dialog opened size="sm" onClose={onClose} title={t('bookmark.title')}>
      <p className={styles['quote']}>
        <HostileText text={row.text.slice(0, 300)} />
      </p>
      {data ? (
        <RemarkForm
          before={before?.remark ?? ''}
          onCancel={onClose}
          onSave={(remark) => {
            actions.bookmark(remark);
            onClose();
          }}
        />
      ) : (
        <Busy text={t('loading')} />
      )}
    </Dialog>
  );
}

function RemarkForm({
  before,
  onSave,
  onCancel,
}: {
  before: string;
  onSave: (remark: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('logs');
  const [remark, setRemark] = useState(before);
  const field = useRef<HTMLTextAreaElement>(null);
  // It comes after the dialog, which has looked for what takes the focus.
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        onSave(remark.trim());
      }}
    >
      <TextArea
        ref={field}
        data-autofocus
        label={t('bookmark.remark')}
        value={remark}
        onChange={setRemark}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSave(remark.trim());
        }}
      />
      <div className={styles['formButtons']}>
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" kbd="Ctrl Enter">
          {t('bookmark.save')}
        </Button>
      </div>
    </form>
  );
}
