import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  parameterTypes,
  type Parameter,
  type ParameterType,
} from '../../../src-main/contract/index';
import { Select, TextField } from '../../ui/index';
import { useHostQuery } from '../workbench/index';
import { useWords } from './words';
import styles from './queries.module.css';

/** What was typed for one parameter. */
export interface ParameterValue {
  value: string;
  type: ParameterType;
}

/** Where values to choose from are asked for. */
export interface ChoicesPlace {
  endpointId: string;
  consoleId: string;
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
  place,
  onChange,
}: {
  names: readonly string[];
  typed: Readonly<Record<string, ParameterValue>>;
  saved: readonly Parameter[];
  place: ChoicesPlace;
  onChange: (name: string, value: ParameterValue) => void;
}) {
  const { t } = useTranslation('queries');
  const words = useWords();
  if (names.length === 0) return null;
  return (
    <div className={styles['parameters']} role="group" aria-label={t('parameters.title')}>
      <span className="fb-muted">{t('parameters.title')}</span>
      {names.map((name) => {
        const current = valueOf(name, typed, saved);
        const parameter = saved.find((known) => known.name === name);
        return (
          <span key={name} className={styles['parameter']}>
            {parameter && <span className="fb-muted">{words(parameter.label)}</span>}
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
            <ValueField
              name={name}
              current={current}
              parameter={parameter}
              place={place}
              onChange={(value) => onChange(name, { ...current, value })}
            />
          </span>
        );
      })}
    </div>
  );
}

/** A value: typed, or chosen from those the query offers. The connection is asked when the field is entered. */
function ValueField({
  name,
  current,
  parameter,
  place,
  onChange,
}: {
  name: string;
  current: ParameterValue;
  parameter: Parameter | undefined;
  place: ChoicesPlace;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation('queries');
  const list = useId();
  const [entered, setEntered] = useState(false);
  const choices = parameter?.choices ?? [];
  const choicesFrom = parameter?.choicesFrom ?? '';
  const offers = choices.length > 0 || choicesFrom !== '';
  const { data } = useHostQuery(
    [
      'queries',
      'choices',
      place.consoleId,
      place.endpointId,
      JSON.stringify([choices, choicesFrom]),
    ],
    (host) => host.queries.choices({ parameter: { choices, choicesFrom }, ...place }),
    { enabled: offers && entered },
  );
  return (
    <>
      <TextField
        label={t('parameters.value', { name })}
        hideLabel
        mono
        value={current.value}
        placeholder={t(`parameters.examples.${current.type}`)}
        onChange={onChange}
        onFocus={() => setEntered(true)}
        {...(offers ? { list } : {})}
      />
      {offers && (
        <datalist id={list}>
          {(data?.values ?? choices).map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </>
  );
}
