import type { RunbookParameter } from '../../../src-main/contract/index';

/** What is typed for each parameter, as text: that is also how it travels. */
export type ParameterValues = Readonly<Record<string, string>>;

/** What is wrong with a value; names the text below `parameter.invalid`. */
export type ParameterProblem =
  'missing' | 'number' | 'minimum' | 'maximum' | 'choice' | 'pattern' | 'path';

/** The values a form starts with: what was kept from last time, else the defaults. */
export function initialValues(
  parameters: readonly RunbookParameter[],
  kept: ParameterValues = {},
): Record<string, string> {
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.name, kept[parameter.name] ?? defaultOf(parameter)]),
  );
}

/** The default as text; a yes-or-no question without one starts with no. */
export function defaultOf(parameter: RunbookParameter): string {
  if (parameter.default !== undefined) return String(parameter.default);
  return parameter.type === 'boolean' ? 'false' : '';
}

/** What is wrong with a value, or null. The host checks again: this is for the form. */
export function problemOf(parameter: RunbookParameter, value: string): ParameterProblem | null {
  // A text may consist of spaces on purpose; other kinds never do.
  const empty = parameter.type === 'text' ? value === '' : value.trim() === '';
  if (empty) return parameter.required ? 'missing' : null;
  switch (parameter.type) {
    case 'number':
      return numberProblem(parameter, value);
    case 'choice':
      return parameter.choices?.includes(value) ? null : 'choice';
    case 'path':
      // An absolute path of Unix, a drive or a share of Windows.
      if (!/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(value)) return 'path';
      return patternProblem(parameter, value);
    case 'text':
      return patternProblem(parameter, value);
    case 'boolean':
    case 'secret':
      return null;
  }
}

function numberProblem(
  { minimum, maximum }: RunbookParameter,
  value: string,
): ParameterProblem | null {
  const number = Number(value);
  if (!Number.isFinite(number)) return 'number';
  if (minimum !== undefined && number < minimum) return 'minimum';
  if (maximum !== undefined && number > maximum) return 'maximum';
  return null;
}

function patternProblem({ pattern }: RunbookParameter, value: string): ParameterProblem | null {
  if (pattern === undefined) return null;
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value) ? null : 'pattern';
  } catch {
    // The host reads patterns too and tells what is wrong with one that cannot be read.
    return null;
  }
}

/** The values as they travel: without those left empty. */
export function sentValues(
  parameters: readonly RunbookParameter[],
  values: ParameterValues,
): Record<string, string> {
  return Object.fromEntries(
    parameters.flatMap(({ name, type }) => {
      const value = values[name] ?? '';
      const sent = type === 'text' ? value : value.trim();
      return sent === '' ? [] : [[name, sent]];
    }),
  );
}
