import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  boundValue,
  parameterTypes,
  type Parameter,
  type ParameterType,
} from '../../../src-main/contract/index';
import { Button, cx, Select, TextField } from '../../ui/index';
import { useHostQuery } from '../workbench/index';
import { useWords } from './words';
import styles from './queries.module.css';

/** What was typed for one parameter. */
export interface ParameterValue {
  /** Null is NULL; an empty text is a value of its own. */
  value: string | null;
  type: ParameterType;
}

/** SQL's own word, the same in every language. */
const nullWord = 'NULL';

/** Where values to choose from are asked for. */
export interface ChoicesPlace {
  endpointId: string;
  consoleId: string;
}

function declared(name: string, saved: readonly Parameter[]): Parameter | undefined {
  return saved.find((parameter) => parameter.name === name);
}

/** The value of a parameter: as typed, else as saved, else empty text. */
export function valueOf(
  name: string,
  typed: Readonly<Record<string, ParameterValue>>,
  saved: readonly Parameter[],
): ParameterValue {
  const known = declared(name, saved);
  return typed[name] ?? { value: known?.default ?? '', type: known?.type ?? 'text' };
}

/** Values and types of these parameters, as they are sent. */
export function valuesOf(
  names: readonly string[],
  typed: Readonly<Record<string, ParameterValue>>,
  saved: readonly Parameter[],
): { parameters: Record<string, string | null>; types: Record<string, ParameterType> } {
  const values = names.map((name) => [name, valueOf(name, typed, saved)] as const);
  const sent = (name: string, value: string | null): string | null =>
    value === null ? null : (boundValue(declared(name, saved), value) ?? value);
  return {
    parameters: Object.fromEntries(values.map(([name, { value }]) => [name, sent(name, value)])),
    types: Object.fromEntries(values.map(([name, { type }]) => [name, type])),
  };
}

/** The first parameter that has no value yet: an empty text may be one, an empty number is none. */
export function missingValue(
  names: readonly string[],
  typed: Readonly<Record<string, ParameterValue>>,
  saved: readonly Parameter[],
): string | undefined {
  return names.find((name) => {
    const { value, type } = valueOf(name, typed, saved);
    if (value === null) return false;
    const sent = boundValue(declared(name, saved), value);
    return sent === undefined || (sent !== null && type !== 'text' && sent.trim() === '');
  });
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
      {names.map((name) => {
        const current = valueOf(name, typed, saved);
        const parameter = declared(name, saved);
        return (
          <span key={name} className={styles['parameter']}>
            <span className={styles['parameterNames']}>
              <code className={cx('fb-ellipsis', styles['parameterName'])} title={`:${name}`}>
                :{name}
              </code>
              {parameter && words(parameter.label) !== '' && (
                <span className="fb-muted fb-ellipsis" title={words(parameter.label)}>
                  {words(parameter.label)}
                </span>
              )}
            </span>
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
  onChange: (value: string | null) => void;
}) {
  const { t } = useTranslation(['queries', 'query-runs']);
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
        value={current.value ?? ''}
        placeholder={
          current.value === null || parameter?.whenEmpty === 'null'
            ? nullWord
            : t(`parameters.examples.${current.type}`)
        }
        required={parameter?.whenEmpty === 'refused'}
        disabled={current.value === null}
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
      <Button
        variant="ghost"
        pressed={current.value === null}
        title={t('query-runs:parameters.null', { name })}
        onClick={() => onChange(current.value === null ? '' : null)}
      >
        {nullWord}
      </Button>
    </>
  );
}
