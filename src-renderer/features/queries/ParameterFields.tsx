import { useTranslation } from 'react-i18next';
import { parameterTypes, type Parameter } from '../../../src-main/contract/index';
import { Select, TextField } from '../../ui/index';
import styles from './queries.module.css';

export type ParameterType = (typeof parameterTypes)[number];

/** What was typed for one parameter. */
export interface ParameterValue {
  value: string;
  type: ParameterType;
}

/** The value of a parameter: as typed, else as saved, else empty text. */
export function valueOf(
  name: string,
  typed: Readonly<Record<string, ParameterValue>>,
  saved: readonly Parameter[],
): ParameterValue {
  const known = saved.find((parameter) => parameter.name === name);
  return typed[name] ?? { value: known?.default ?? '', type: known?.type ?? 'text' };
}

/** One field for each parameter of the statement. Values are bound, never pasted into it. */
export function ParameterFields({
  names,
  typed,
  saved,
  onChange,
}: {
  names: readonly string[];
  typed: Readonly<Record<string, ParameterValue>>;
  saved: readonly Parameter[];
  onChange: (name: string, value: ParameterValue) => void;
}) {
  const { t } = useTranslation('queries');
  if (names.length === 0) return null;
  return (
    <div className={styles['parameters']} role="group" aria-label={t('parameters.title')}>
      <span className="fb-muted">{t('parameters.title')}</span>
      {names.map((name) => {
        const current = valueOf(name, typed, saved);
        return (
          <span key={name} className={styles['parameter']}>
            <code className={styles['parameterName']}>:{name}</code>
            <Select
              label={t('parameters.type', { name })}
              hideLabel
              value={current.type}
              options={parameterTypes.map((type) => ({
                value: type,
                label: t(`parameters.types.${type}`),
              }))}
              onChange={(type) => onChange(name, { ...current, type })}
            />
            <TextField
              label={t('parameters.value', { name })}
              hideLabel
              mono
              value={current.value}
              placeholder={t(`parameters.examples.${current.type}`)}
              onChange={(value) => onChange(name, { ...current, value })}
            />
          </span>
        );
      })}
    </div>
  );
}
