import { useTranslation } from 'react-i18next';
import type { RunbookParameter } from '../../../src-main/contract/index';
import { Button, Checkbox, Select, TextField } from '../../ui/index';
import { useHostQuery, useWorkbench } from '../workbench/index';
import { defaultOf, problemOf, type ParameterValues } from './parameters-model';
import { useWords } from './words';
import styles from './runbooks.module.css';

/** One field for each parameter. Values reach the script quoted, never as code. */
export function ParameterForm({
  parameters,
  values,
  asked,
  refused,
  onChange,
}: {
  parameters: readonly RunbookParameter[];
  values: ParameterValues;
  /** A run was asked for: fields left empty are faults now. */
  asked: boolean;
  /** A parameter that the host refused, and its words. */
  refused?: { name: string; text: string } | undefined;
  onChange: (name: string, value: string) => void;
}) {
  return (
    <div className={styles['parameters']}>
      {parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          asked={asked}
          refused={refused?.name === parameter.name ? refused.text : undefined}
          onChange={(value) => onChange(parameter.name, value)}
        />
      ))}
    </div>
  );
}

function ParameterField({
  parameter,
  value,
  asked,
  refused,
  onChange,
}: {
  parameter: RunbookParameter;
  value: string;
  asked: boolean;
  refused: string | undefined;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const problem = problemOf(parameter, value);
  // What is still being typed is only called wrong once somebody wanted to run it.
  const shown = problem !== null && (asked || (value !== '' && problem !== 'missing'));
  const error = shown
    ? t(`parameter.invalid.${problem}`, {
        minimum: parameter.minimum,
        maximum: parameter.maximum,
        pattern: parameter.pattern,
      })
    : refused;
  const shared = {
    label: words(parameter.label),
    ...(error === undefined ? {} : { error }),
    required: parameter.required,
  };
  switch (parameter.type) {
    case 'boolean':
      return (
        <Checkbox
          label={shared.label}
          checked={value === 'true'}
          onChange={(checked) => onChange(String(checked))}
          hint={<VariableHint parameter={parameter} />}
        />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          value={value}
          options={[
            ...(parameter.required && value !== ''
              ? []
              : [{ value: '', label: t('parameter.choose') }]),
            ...(parameter.choices ?? []).map((choice) => ({ value: choice, label: choice })),
          ]}
          hint={<VariableHint parameter={parameter} />}
          onChange={onChange}
        />
      );
    case 'secret':
      return <SecretChoice shared={shared} value={value} onChange={onChange} />;
    case 'number':
    case 'path':
    case 'text':
      return (
        <TextField
          {...shared}
          mono={parameter.type !== 'text'}
          {...(parameter.type === 'number' ? { inputMode: 'decimal' as const } : {})}
          value={value}
          hint={<VariableHint parameter={parameter} />}
          onChange={onChange}
        />
      );
  }
}

/** The name under which the script knows the value, its range and its default. */
function VariableHint({ parameter }: { parameter: RunbookParameter }) {
  const { t } = useTranslation('runbooks');
  const { minimum, maximum, name, type } = parameter;
  const range =
    type !== 'number'
      ? null
      : minimum !== undefined && maximum !== undefined
        ? t('parameter.between', { minimum, maximum })
        : minimum !== undefined
          ? t('parameter.atLeast', { minimum })
          : maximum !== undefined
            ? t('parameter.atMost', { maximum })
            : null;
  const standard = parameter.default === undefined ? '' : defaultOf(parameter);
  return (
    <>
      <code className={styles['variable']}>{name}</code>
      {[
        range,
        standard === '' || type === 'boolean' ? null : t('parameter.default', { value: standard }),
      ]
        .filter((part) => part !== null)
        .map((part) => ` · ${part}`)}
    </>
  );
}

function SecretChoice({
  shared,
  value,
  onChange,
}: {
  shared: { label: string; error?: string; required: boolean };
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const { data } = useHostQuery(['secrets', 'list'], (host) => host.secrets.list());
  const names = data?.map(({ name }) => name) ?? [];
  const known = value === '' || names.includes(value) ? names : [value, ...names];
  return (
    <div className={styles['secret']}>
      <Select
        {...shared}
        value={value}
        options={[
          { value: '', label: t('parameter.chooseSecret') },
          ...known.map((name) => ({ value: name, label: name })),
        ]}
        hint={t('parameter.secretHint')}
        onChange={onChange}
      />
      {data !== undefined && value !== '' && !names.includes(value) && (
        <Button onClick={() => workbench.run('systems.setSecret', value)}>
          {t('parameter.setSecret', { name: value })}
        </Button>
      )}
    </div>
  );
}
