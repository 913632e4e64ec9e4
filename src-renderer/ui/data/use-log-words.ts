import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../format';
import type { LogWords } from './log-line';

/** The words of a list of log lines; the same object while the language stays. */
export function useLogWords(): LogWords {
  const { t } = useTranslation('ui');
  return useMemo(
    () => ({
      levels: {
        fatal: t('level.fatal'),
        error: t('level.error'),
        warn: t('level.warn'),
        info: t('level.info'),
        debug: t('level.debug'),
        trace: t('level.trace'),
      },
      more: (left) => t('log.more', { total: formatCount(left) }),
      bookmark: t('log.bookmark'),
    }),
    [t],
  );
}
