import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dialect, QueryVersion } from '../../../../src-main/contract/index';
import {
  Busy,
  DiffEditor,
  EmptyState,
  ErrorState,
  formatMoment,
  type DiffHandle,
} from '../../../ui/index';
import { errorText, useHostQuery } from '../../workbench/index';
import { documentText } from './document-text';
import styles from './versions.module.css';

/** What changed between two versions. */
export function VersionComparison({
  id,
  dialect,
  before,
  after,
  sideBySide,
  handle,
}: {
  id: string;
  dialect: Dialect;
  before: QueryVersion;
  after: QueryVersion;
  sideBySide: boolean;
  handle: Ref<DiffHandle>;
}) {
  const { t } = useTranslation('query-library');
  const say = (key: string): string => t(`document.${key}`);
  const { data, error } = useHostQuery(
    ['queries', 'version', id, before.version, before.at, after.version, after.at],
    (host) =>
      Promise.all([before, after].map(({ version }) => host.queries.version({ id, version }))),
    { keepPrevious: true },
  );
  if (error) return <ErrorState {...errorText(error)} />;
  const [old, now] = data ?? [];
  if (!old || !now) return <Busy text={t('versions.loading')} />;
  const name = ({ version, at }: QueryVersion): string =>
    t('versions.withOne', { version, time: formatMoment(at) });
  const texts = { before: documentText(old, say), after: documentText(now, say) };
  return (
    <div className={styles['compare']}>
      <div className={styles['sides']}>
        <span>{name(before)}</span>
        <span>{name(after)}</span>
      </div>
      {texts.before === texts.after ? (
        <EmptyState sentence={t('versions.same')} detail={t('versions.sameDetail')} />
      ) : (
        <div className={styles['diff']}>
          <DiffEditor
            ariaLabel={{ before: name(before), after: name(after) }}
            language={dialect}
            before={texts.before}
            after={texts.after}
            sideBySide={sideBySide}
            handle={handle}
          />
        </div>
      )}
    </div>
  );
}
