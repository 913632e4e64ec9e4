import type { Plan, PlanWarning } from '../../../src-main/contract/index';

/** A plan as a text that stands alone: where it came from, what is conspicuous, its steps, the server's own words. */
export function planAsText(plan: Plan, words: (warning: PlanWarning) => string): string {
  const steps = plan.steps.map(({ depth, operation, object, index, rows, cost }) => {
    const facts = [
      ...(cost === null ? [] : [`cost ${cost}`]),
      ...(rows === null ? [] : [`rows ${rows}`]),
    ].join(', ');
    const name = [operation, object, index].filter((part) => part !== '').join(' ');
    return `${'  '.repeat(depth)}${name}${facts === '' ? '' : `  (${facts})`}`;
  });
  return [
    `${plan.server} · ${plan.database} · ${plan.username} · ${new Date(plan.at).toISOString()}`,
    `${plan.origin}${plan.generic ? ', generic' : ''} · SHA-256 of the server's text: ${plan.sha256}`,
    '',
    plan.sql,
    '',
    ...plan.warnings.map((warning) => `! ${words(warning)}`),
    ...(plan.warnings.length > 0 ? [''] : []),
    ...steps,
    '',
    plan.raw.text,
    '',
  ].join('\n');
}

/** Base64 of a text as UTF-8. */
export function base64OfText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  // Piece by piece: arguments of a call are limited.
  for (let at = 0; at < bytes.length; at += 8_192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}
