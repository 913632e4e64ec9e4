import { useTranslation } from 'react-i18next';
import type { LogView } from '../../../src-main/contract/logs';
import { EnvironmentBanner } from '../../ui/index';
import { offsetText } from './offset-text';

/** Where the page points, when it points at a customer's system. The gravest environment counts. */
export function LogBanner({ view }: { view: LogView }) {
  const { t } = useTranslation('logs');
  const environment = (['production', 'test', 'development'] as const).find((name) =>
    view.sources.some((source) => source.environment === name),
  );
  if (!environment) return null;
  const hosts = [...new Set(view.sources.flatMap(({ host }) => (host === '' ? [] : [host])))];
  const [only, ...others] = view.sources;
  const offsets = [...new Set(view.sources.map(({ clockOffsetMs }) => clockOffsetMs))];
  const offset = offsets.length === 1 ? offsets[0] : undefined;
  return (
    <EnvironmentBanner
      environment={environment}
      right="readOnly"
      host={only && others.length === 0 ? `${only.host} · ${only.path}` : hosts.join(' · ')}
      aside={
        offset
          ? t('banner.offset', { offset: offsetText(offset) })
          : [...new Set(view.sources.map(({ system }) => system))].join(' · ')
      }
    />
  );
}
