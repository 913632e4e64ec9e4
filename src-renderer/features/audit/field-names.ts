import { useTranslation } from 'react-i18next';

/**
 * Words for the names of values in a row. Every feature writes its own; one without words shows
 * the name it is kept by.
 */
export function useFieldNames(): (name: string) => string {
  const { i18n } = useTranslation();
  return (name) => {
    const key = `audit:field.${name}`;
    return i18n.exists(key) ? i18n.t(key) : name;
  };
}
