import { useTranslation } from 'react-i18next';
import { HostileText, KeyValueList, LevelTag, PanelHeader, Section } from '../../ui/index';
import type { PanelReference } from '../workbench/index';
import { StateTag } from './StateTag';
import { useLogPages } from './log-store';
import styles from './logs.module.css';

/** The row the keyboard is on, and where the logs of the page come from. */
export function LogInspector({ panel }: { panel: PanelReference }) {
  const { t } = useTranslation('logs');
  const focused = useLogPages((store) => store.focused[panel.id]);
  const view = useLogPages((store) => store.views[panel.id]);
  return (
    <>
      <PanelHeader title={t('inspector.title')} />
      {focused ? (
        <Section title={t('inspector.line', { line: focused.row.line + 1 })}>
          {focused.row.level && <LevelTag level={focused.row.level} />}
          <pre className={styles['detail']}>
            <HostileText text={focused.row.text} />
          </pre>
        </Section>
      ) : (
        <Section title={t('inspector.nothing')}>
          <p className="fb-muted fb-small">{t('inspector.nothingDetail')}</p>
        </Section>
      )}
      {view?.sources.map((source) => (
        <Section key={source.id} title={source.name}>
          <KeyValueList
            items={[
              {
                key: 'state',
                label: t('inspector.state'),
                value: <StateTag state={source.state} />,
              },
              { key: 'host', label: t('inspector.host'), value: source.host, mono: true },
              { key: 'path', label: t('inspector.path'), value: source.path, mono: true },
              {
                key: 'encoding',
                label: t('inspector.encoding'),
                value: source.encoding,
                mono: true,
              },
              {
                key: 'command',
                label: t('inspector.command'),
                value: source.commands.at(-1) ?? '',
                mono: true,
              },
            ]}
          />
        </Section>
      ))}
    </>
  );
}
