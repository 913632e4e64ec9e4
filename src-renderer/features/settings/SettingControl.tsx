import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  acceptsSetting,
  settingDefinitions,
  type SettingDefinition,
  type SettingKey,
  type SettingValue,
} from '../../../src-main/contract/settings';
import { Checkbox, Segmented, Select, TextField } from '../../ui/index';
import styles from './settings.module.css';

/** Choices up to this many are shown side by side. */
const sideBySide = 4;

interface ControlProps<Type extends SettingDefinition['type']> {
  settingKey: SettingKey;
  definition: Extract<SettingDefinition, { type: Type }>;
  value: SettingValue;
  onChange: (value: SettingValue) => void;
}

function ChoiceControl({ settingKey, definition, value, onChange }: ControlProps<'choice'>) {
  const { t } = useTranslation('settings');
  const options = definition.choices.map((choice) => ({
    value: choice,
    label: t(`item.${settingKey}.choice.${choice}`),
  }));
  const shared = {
    label: t(`item.${settingKey}.label`),
    hideLabel: true,
    value: String(value),
    options,
    onChange,
  };
  return options.length <= sideBySide ? <Segmented {...shared} /> : <Select {...shared} />;
}

/** A field that keeps what is typed until it is left or Enter is pressed. */
function TypedControl({
  settingKey,
  definition,
  value,
  onChange,
}: ControlProps<'number' | 'text'>) {
  const { t } = useTranslation('settings');
  const [draft, setDraft] = useState(String(value));
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    // Changed elsewhere, e.g. by a key for the zoom.
    setShown(value);
    setDraft(String(value));
  }
  const isNumber = definition.type === 'number';
  const parsed: SettingValue = isNumber ? Number(draft) : draft;
  const valid = acceptsSetting(settingKey, parsed) && (!isNumber || draft.trim() !== '');
  const commit = (): void => {
    if (valid && parsed !== value) onChange(parsed);
  };
  const error = valid
    ? undefined
    : isNumber
      ? t('invalid.number', { min: definition.min, max: definition.max })
      : t('invalid.text', { max: 'maxLength' in definition ? definition.maxLength : 0 });
  return (
    <TextField
      label={t(`item.${settingKey}.label`)}
      hideLabel
      className={isNumber ? styles['number'] : styles['text']}
      value={draft}
      error={error}
      inputMode={isNumber ? 'numeric' : 'text'}
      {...(isNumber
        ? { type: 'number', min: definition.min, max: definition.max, step: definition.step }
        : { maxLength: definition.maxLength })}
      right={
        isNumber && definition.unit ? (
          <span className="fb-small fb-faint">{t(`unit.${definition.unit}`)}</span>
        ) : undefined
      }
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setDraft(String(value));
      }}
    />
  );
}

/** The control of one setting, chosen by its definition. */
export function SettingControl({
  settingKey,
  value,
  onChange,
}: {
  settingKey: SettingKey;
  value: SettingValue;
  onChange: (value: SettingValue) => void;
}) {
  const { t } = useTranslation('settings');
  const definition: SettingDefinition = settingDefinitions[settingKey];
  switch (definition.type) {
    case 'choice':
      return <ChoiceControl {...{ settingKey, definition, value, onChange }} />;
    case 'number':
    case 'text':
      return <TypedControl {...{ settingKey, definition, value, onChange }} />;
    case 'boolean':
      return (
        <Checkbox label={t(`item.${settingKey}.on`)} checked={value === true} onChange={onChange} />
      );
  }
}
