import { useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { IconChevronDown } from '@tabler/icons-react';
import {
  boundValue,
  parameterTypes,
  type Parameter,
  type ParameterType,
} from '../../../src-main/contract/index';
import {
  Button,
  cx,
  IconButton,
  Menu,
  plainDisplay,
  Select,
  TextArea,
  TextField,
  type MenuItem,
} from '../../ui/index';
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

/** Items of a menu that is opened to choose one; typing narrows more of them. */
const mostChoices = 200;

/** Values to choose from: all where one of them stands in the field, else those with its text in them. */
function choiceItems(
  values: readonly string[],
  typed: string,
  onChoose: (value: string) => void,
  t: TFunction<['queries', 'query-runs']>,
): MenuItem[] {
  const wanted = typed.toLowerCase();
  const fitting = values.includes(typed)
    ? values
    : values.filter((value) => value.toLowerCase().includes(wanted));
  if (fitting.length === 0)
    return [{ id: 'none', label: t('parameters.noChoice'), disabledReason: t('parameters.noChoiceNext'), onSelect: () => {} }]; // prettier-ignore
  return fitting.slice(0, mostChoices).map((value) => ({
    id: value,
    label: plainDisplay(value) || t('parameters.emptyChoice'),
    checked: value === typed,
    onSelect: () => onChoose(value),
  }));
}

/** Lines of a text that are seen at once. */
const mostLines = 4;

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
  const field = {
    label: t('parameters.value', { name }),
    hideLabel: true,
    mono: true,
    value: current.value ?? '',
    placeholder:
      current.value === null || parameter?.whenEmpty === 'null'
        ? nullWord
        : t(`parameters.examples.${current.type}`),
    required: parameter?.whenEmpty === 'refused',
    disabled: current.value === null,
    onChange,
  };
  return (
    <>
      {current.type === 'text' && !offers ? (
        // A list that is pasted keeps its lines.
        <TextArea
          {...field}
          wrap="off"
          className={styles['parameterText']}
          rows={Math.min(mostLines, field.value.split('\n').length)}
        />
      ) : (
        <TextField
          {...field}
          onFocus={() => setEntered(true)}
          right={
            offers && (
              <Menu
                label={t('parameters.choices', { name })}
                trigger={
                  <IconButton
                    size="sm"
                    label={t('parameters.choices', { name })}
                    icon={<IconChevronDown />}
                    disabledReason={
                      current.value === null ? t('query-runs:parameters.null', { name }) : undefined
                    }
                    onPointerEnter={() => setEntered(true)}
                    onFocus={() => setEntered(true)}
                  />
                }
                items={choiceItems(data?.values ?? choices, current.value ?? '', onChange, t)}
              />
            )
          }
        />
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
