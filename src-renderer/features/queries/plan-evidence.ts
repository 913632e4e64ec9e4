import i18next from 'i18next';
import type { TFunction } from 'i18next';
import type { Plan, PlanWarning } from '../../../src-main/contract/index';
import { formatCount, plainDisplay } from '../../ui/index';
import type { EvidenceAnnouncement } from '../workbench/index';
import { base64OfText, planAsText } from './plan-text';

/** A plan as evidence: a text that stands alone. */
export function planEvidence(plan: Plan, title: string): EvidenceAnnouncement {
  const t = i18next.getFixedT(null, 'plans');
  const name = plainDisplay(title)
    .replace(/[\\/:*?"<>|\s]+/g, ' ')
    .trim()
    .slice(0, 80);
  return {
    label: t('evidence', { title: name }),
    source: () => ({
      kind: 'file',
      name: `${name === '' ? 'statement' : name}.plan.txt`,
      mediaType: 'text/plain',
      data: base64OfText(planAsText(plan, (warning) => warningWords(t, warning).join(': '))),
    }),
  };
}

/** Title and text of a warning. */
export function warningWords(
  t: TFunction<'plans'>,
  { kind, params }: PlanWarning,
): [string, string] {
  const words = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? formatCount(value) : plainDisplay(value),
    ]),
  );
  return [t(`warning.${kind}.title`, { ...words }), t(`warning.${kind}.text`, { ...words })];
}
