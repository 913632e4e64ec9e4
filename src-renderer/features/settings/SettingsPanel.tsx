import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '@tabler/icons-react';
import {
  settingDefinitions,
  settingKeys,
  type SettingKey,
  type SettingValue,
} from '../../../src-main/contract/settings';
import { cx, EmptyState, TextField, Toolbar } from '../../ui/index';
import { ProfileSection } from '../profile/index';
import { SecuritySection } from '../vault/index';
import {
  CommandButton,
  settingsKey,
  useHostMutation,
  usePanelTab,
  useSettings,
  useWorkbench,
} from '../workbench/index';
import { SettingControl } from './SettingControl';
import { pageSections, useSettingsView, type PageSection } from './store';
import styles from './settings.module.css';

/** Whether a setting's own words contain what is looked for. */
function fitsFilter(text: string, ...words: string[]): boolean {
  const wanted = text.trim().toLowerCase();
  return wanted === '' || words.some((word) => word.toLowerCase().includes(wanted));
}

function SettingRow({ settingKey }: { settingKey: SettingKey }) {
  const { t } = useTranslation('settings');
  const workbench = useWorkbench();
  const value = useSettings()[settingKey];
  const set = useHostMutation(
    (host, next: SettingValue) => host.settings.set({ key: settingKey, value: next }),
    {
      onError: (error) => {
        void workbench.queryClient.invalidateQueries({ queryKey: [settingsKey[0]] });
        workbench.reportError(error);
      },
    },
  );
  const change = (next: SettingValue): void => {
    // Shown at once; the host's event confirms it.
    workbench.queryClient.setQueryData(settingsKey, (all: object | undefined) =>
      all ? { ...all, [settingKey]: next } : all,
    );
    set.mutate(next);
  };
  return (
    <div className={styles['row']}>
      <div className={styles['words']}>
        <div className="fb-medium">{t(`item.${settingKey}.label`)}</div>
        <div className="fb-small fb-muted">{t(`item.${settingKey}.help`)}</div>
      </div>
      <div className={styles['control']}>
        <SettingControl settingKey={settingKey} value={value} onChange={change} />
      </div>
    </div>
  );
}

/** Where people look for what was done from this device. */
function RecordsRow() {
  const { t } = useTranslation('settings');
  return (
    <div className={styles['row']}>
      <div className={styles['words']}>
        <div className="fb-medium">{t('records.label')}</div>
        <div className="fb-small fb-muted">{t('records.help')}</div>
      </div>
      <div className={cx('fb-row', styles['control'])}>
        <CommandButton command="audit.open" />
        <CommandButton command="terminals.transcripts" />
      </div>
    </div>
  );
}

function SectionOf({
  section,
  keys,
  extra,
}: {
  section: PageSection;
  keys: readonly SettingKey[];
  extra: boolean;
}) {
  const { t } = useTranslation('settings');
  return (
    <section
      className={styles['section']}
      data-section={section}
      aria-labelledby={`set-${section}`}
    >
      <h2 id={`set-${section}`} className={styles['heading']}>
        {t(`section.${section}`)}
      </h2>
      {keys.map((key) => (
        <SettingRow key={key} settingKey={key} />
      ))}
      {extra && section === 'security' && (
        <>
          <SecuritySection />
          <RecordsRow />
        </>
      )}
      {extra && section === 'profile' && <ProfileSection />}
    </section>
  );
}

/** All settings on one page, by section; a change acts at once. */
export default function SettingsPanel() {
  const { t } = useTranslation('settings');
  usePanelTab({ title: t('title') });
  const [filter, setFilter] = useState('');
  const page = useRef<HTMLDivElement>(null);
  const wanted = useSettingsView((view) => view.wanted);
  useEffect(() => {
    if (!wanted) return;
    page.current
      ?.querySelector(`[data-section="${wanted.section}"]`)
      ?.scrollIntoView({ block: 'start' });
  }, [wanted]);
  const shown = pageSections.flatMap((section) => {
    const whole = fitsFilter(filter, t(`section.${section}`));
    const keys = settingKeys.filter(
      (key) =>
        settingDefinitions[key].section === section &&
        (whole || fitsFilter(filter, key, t(`item.${key}.label`), t(`item.${key}.help`))),
    );
    return whole || keys.length > 0 ? [{ section, keys, extra: whole }] : [];
  });
  return (
    <div className={styles['panel']}>
      <Toolbar label={t('toolbar')}>
        <TextField
          label={t('filter')}
          hideLabel
          placeholder={t('filter')}
          icon={<IconSearch aria-hidden="true" />}
          value={filter}
          onChange={setFilter}
        />
      </Toolbar>
      <div ref={page} className={styles['page']}>
        {shown.length === 0 && (
          <EmptyState
            sentence={t('none')}
            action={{ label: t('clearFilter'), onClick: () => setFilter('') }}
          />
        )}
        {shown.map((entry) => (
          <SectionOf key={entry.section} {...entry} />
        ))}
      </div>
    </div>
  );
}
