import { useTranslation } from 'react-i18next';
import { IconTrash } from '@tabler/icons-react';
import { dialects, type Dialect } from '../../../../src-main/contract/index';
import { HostileText, IconButton, Select, TextField } from '../../../ui/index';
import type { SavePageProps } from './page-props';
import type { StatementDraft } from './save-draft';
import styles from './save.module.css';

/** For which databases each statement is meant; of those that fit a server the first is taken. */
export function FitPage({ draft, onChange, errorOf }: SavePageProps) {
  const { t } = useTranslation(['query-library', 'systems']);
  const { statements } = draft;
  const change = (index: number, part: Partial<StatementDraft>): void =>
    onChange({
      statements: statements.map((one, at) => (at === index ? { ...one, ...part } : one)),
    });
  return (
    <>
      <p className={styles['hint']}>{t('save.fitHint')}</p>
      {statements.map((statement, index) => {
        const place = (field: string): string => `statements.${index}.${field}`;
        return (
          // oxlint-disable-next-line react/no-array-index-key -- their order is what they have
          <fieldset key={index} className={styles['group']}>
            <legend>
              {t('save.statementNumber', { number: index + 1 })}
              <span className="fb-grow" />
              <IconButton
                label={t('save.removeStatement', { number: index + 1 })}
                icon={<IconTrash aria-hidden="true" />}
                size="sm"
                disabledReason={statements.length === 1 ? t('save.lastStatement') : undefined}
                onClick={() => onChange({ statements: statements.filter((_, at) => at !== index) })}
              />
            </legend>
            <div className={styles['fit']}>
              <Select<Dialect>
                label={t('save.dialect')}
                value={statement.dialect}
                options={dialects.map((value) => ({
                  value,
                  label: t(`systems:dialectWithKin.${value}`),
                }))}
                onChange={(dialect) => change(index, { dialect })}
              />
              <TextField
                label={t('save.product')}
                placeholder={t('save.anyProduct')}
                value={statement.product}
                onChange={(product) => change(index, { product })}
              />
              <TextField
                label={t('save.minimum')}
                placeholder={t('save.anyVersion')}
                mono
                value={statement.minimum}
                {...errorOf(place('minimum'))}
                onChange={(minimum) => change(index, { minimum })}
              />
            </div>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
            <pre className={styles['sql']} tabIndex={0}>
              <HostileText text={statement.sql} multiline />
            </pre>
          </fieldset>
        );
      })}
    </>
  );
}
