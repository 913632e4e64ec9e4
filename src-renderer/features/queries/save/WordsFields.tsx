import { useTranslation } from 'react-i18next';
import type { QueryWords } from '../../../../src-main/contract/index';
import { TextArea, TextField } from '../../../ui/index';
import styles from './save.module.css';

/** A text in both languages, that of the screen first. */
export function WordsFields({
  label,
  value,
  rows = 1,
  required = false,
  isFirst = false,
  error,
  onChange,
}: {
  label: string;
  value: QueryWords;
  /** More than one makes it a text of several lines. */
  rows?: number;
  /** One of the two must be written. */
  required?: boolean;
  isFirst?: boolean;
  error?: string | undefined;
  onChange: (value: QueryWords) => void;
}) {
  const { t, i18n } = useTranslation('query-library');
  const own = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const other = own === 'zh' ? 'en' : 'zh';
  return (
    <div className={styles['pair']}>
      {([own, other] as const).map((language) => {
        const isOwn = language === own;
        const field = {
          label: isOwn ? label : t(`inLanguage.${language}`, { label }),
          lang: language === 'zh' ? 'zh-CN' : 'en',
          value: value[language],
          onChange: (text: string) => onChange({ ...value, [language]: text }),
          required: required && isOwn,
          ...(isOwn && isFirst ? { 'data-autofocus': true } : {}),
          ...(isOwn && error !== undefined ? { error } : {}),
        };
        return rows === 1 ? (
          <TextField key={language} {...field} />
        ) : (
          <TextArea key={language} rows={rows} {...field} />
        );
      })}
    </div>
  );
}
