import { useTranslation } from 'react-i18next';
import { IconTrash } from '@tabler/icons-react';
import {
  emptyMeanings,
  parameterTypes,
  type Dialect,
  type ParameterType,
} from '../../../../src-main/contract/index';
import {
  IconButton,
  NoteBlock,
  plainDisplay,
  Segmented,
  Select,
  TextArea,
  TextField,
} from '../../../ui/index';
import { ChoicesQuery } from './ChoicesQuery';
import type { SavePageProps } from './page-props';
import { choiceWays, type ParameterDraft } from './save-draft';
import { WordsFields } from './WordsFields';
import styles from './save.module.css';

/** Types, labels, defaults and pick lists of what the statements leave open. */
export function ParametersPage({
  draft,
  onChange,
  errorOf,
  dialect,
  gone,
}: SavePageProps & {
  dialect: Dialect;
  /** Those that no statement has any more. */
  gone: readonly string[];
}) {
  const { t } = useTranslation(['query-library', 'queries']);
  const change = (name: string, part: Partial<ParameterDraft>): void =>
    onChange({
      parameters: draft.parameters.map((one) => (one.name === name ? { ...one, ...part } : one)),
    });
  if (draft.parameters.length === 0)
    return <p className={styles['hint']}>{t('save.noParameters')}</p>;
  return draft.parameters.map((parameter, index) => {
    const { name } = parameter;
    const place = (field: string): string => `parameters.${index}.${field}`;
    const remove = (): void =>
      onChange({ parameters: draft.parameters.filter((one) => one.name !== name) });
    const isGone = gone.includes(name);
    return (
      <fieldset key={name} className={styles['group']}>
        <legend>
          <code className={styles['name']}>:{plainDisplay(name)}</code>
          <span className="fb-grow" />
          {isGone && (
            <IconButton
              label={t('save.removeParameter', { name })}
              icon={<IconTrash aria-hidden="true" />}
              size="sm"
              onClick={remove}
            />
          )}
        </legend>
        {isGone ? (
          <NoteBlock tone="warn" title={t('save.parameterGone', { name })}>
            {t('save.parameterGoneNext')}
          </NoteBlock>
        ) : (
          <>
            <div className={styles['triple']}>
              <Select<ParameterType>
                label={t('save.type')}
                value={parameter.type}
                options={parameterTypes.map((value) => ({
                  value,
                  label: t(`queries:parameters.types.${value}`),
                }))}
                onChange={(type) => change(name, { type })}
              />
              <TextField
                label={t('save.default')}
                mono
                value={parameter.default}
                placeholder={t(`queries:parameters.examples.${parameter.type}`)}
                {...errorOf(place('default'))}
                onChange={(value) => change(name, { default: value })}
              />
              <Select
                label={t('save.whenEmpty')}
                value={parameter.whenEmpty}
                options={emptyMeanings.map((value) => ({
                  value,
                  label: t(`save.empty.${value}`),
                }))}
                onChange={(whenEmpty) => change(name, { whenEmpty })}
              />
            </div>
            <WordsFields
              label={t('save.label')}
              value={parameter.label}
              onChange={(label) => change(name, { label })}
            />
            <Segmented
              label={t('save.choicesOf', { name })}
              value={parameter.way}
              options={choiceWays.map((value) => ({ value, label: t(`save.way.${value}`) }))}
              onChange={(way) => change(name, { way })}
            />
            {parameter.way === 'values' && (
              <TextArea
                label={t('save.choices')}
                mono
                rows={3}
                value={parameter.choices}
                {...errorOf(place('choices'))}
                onChange={(choices) => change(name, { choices })}
              />
            )}
            {parameter.way === 'query' && (
              <ChoicesQuery
                dialect={dialect}
                value={parameter.choicesFrom}
                {...errorOf(place('choicesFrom'))}
                onChange={(choicesFrom) => change(name, { choicesFrom })}
              />
            )}
          </>
        )}
      </fieldset>
    );
  });
}
