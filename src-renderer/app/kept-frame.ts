import { activities, type KeptFrame } from '../features/workbench/index';

/** What of the frame is kept; a broken or older text gives what of it can be used. */
export function parseFrame(text: string | null): Partial<KeptFrame> {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
  if (typeof value !== 'object' || value === null) return {};
  const { activity, sideOpen, inspectorOpen, sideWidths, inspectorWidths, foldedSections } =
    value as Partial<KeptFrame>;
  return {
    ...(activity && activities.includes(activity) ? { activity } : {}),
    ...(typeof sideOpen === 'boolean' ? { sideOpen } : {}),
    ...(typeof inspectorOpen === 'boolean' ? { inspectorOpen } : {}),
    sideWidths: widthsOf(sideWidths),
    inspectorWidths: widthsOf(inspectorWidths),
    ...(Array.isArray(foldedSections)
      ? { foldedSections: foldedSections.filter((id) => typeof id === 'string') }
      : {}),
  };
}

function widthsOf(value: unknown): Record<string, number> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] > 0,
    ),
  );
}
