import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  formatBytes,
  HostileText,
  KeyValueList,
  LevelTag,
  PanelHeader,
  Section,
} from '../../ui/index';
import { useHostQuery, type PanelReference } from '../workbench/index';
import { TailStateTag } from './LogsSide';
import { useTailViews } from './tail-store';
import { WholeLineDialog } from './WholeLineDialog';
import styles from './logs.module.css';

/** The line the keyboard is on, in full, and where the log comes from. */
export function LogInspector({ panel }: { panel: PanelReference }) {
  const { t } = useTranslation('logs');
  const focused = useTailViews((store) => store.focused[panel.id]);
  const { data: tails } = useHostQuery(['logs', 'list'], (host) => host.logs.list());
  const tail = tails?.find(({ endpointId }) => endpointId === panel.params['endpointId']);
  const [whole, setWhole] = useState(false);
  return (
    <>
      <PanelHeader title={t('inspector.title')} />
      {focused ? (
        <Section title={t('inspector.line', { line: focused.line.line + 1 })}>
          <div className="fb-row">
            {focused.line.level && <LevelTag level={focused.line.level} />}
            {focused.line.time && <span className="fb-mono fb-muted">{focused.line.time}</span>}
          </div>
          <pre className={styles['detail']}>
            <HostileText text={focused.line.text} />
          </pre>
          {focused.line.fullLength !== null && (
            <Button onClick={() => setWhole(true)}>
              {t('inspector.whole', { size: formatBytes(focused.line.fullLength) })}
            </Button>
          )}
          {whole && (
            <WholeLineDialog
              tailId={focused.tailId}
              line={focused.line}
              onClose={() => setWhole(false)}
            />
          )}
        </Section>
      ) : (
        <Section title={t('inspector.nothing')}>
          <p className="fb-muted fb-small">{t('inspector.nothingDetail')}</p>
        </Section>
      )}
      {tail && (
        <Section title={t('inspector.source')}>
          <KeyValueList
            items={[
              {
                key: 'state',
                label: t('inspector.state'),
                value: <TailStateTag state={tail.state} />,
              },
              { key: 'host', label: t('inspector.host'), value: tail.host, mono: true },
              { key: 'path', label: t('inspector.path'), value: tail.path, mono: true },
              { key: 'encoding', label: t('inspector.encoding'), value: tail.encoding, mono: true },
              { key: 'command', label: t('inspector.command'), value: tail.command, mono: true },
            ]}
          />
        </Section>
      )}
    </>
  );
}
