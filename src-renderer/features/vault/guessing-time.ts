import type { TFunction } from 'i18next';

const units = [
  { unit: 'year', seconds: 31_557_600 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** Beyond this many years a number says nothing more. */
const foreverYears = 1000;

/** How long guessing would take, in one rounded unit. `seconds` as the host estimates it. */
export function guessingTime(seconds: number, language: string, t: TFunction<'vault'>): string {
  const found = units.find((entry) => seconds >= entry.seconds);
  if (!found) return t('newPassphrase.time.moment');
  const count = Math.floor(seconds / found.seconds);
  if (found.unit === 'year' && count >= foreverYears) return t('newPassphrase.time.forever');
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: found.unit,
    unitDisplay: 'long',
  }).format(count);
}
