import {
  emptyDraft,
  endpointKinds,
  secretFields,
  type EndpointDraft,
  type EndpointKind,
} from './endpoint-draft';
import type { SystemDraft } from './system-draft';

/** What was typed into a form of a system and not saved yet. */
export type KeptForm =
  | { kind: 'system'; draft: SystemDraft }
  | { kind: 'endpoint'; endpointId: string | null; draft: EndpointDraft };

/** What a system's panel is doing. One form at a time. */
export type SystemMode =
  | { kind: 'read' }
  | { kind: 'editSystem' }
  | { kind: 'editEndpoint'; endpointId: string }
  | { kind: 'addEndpoint'; endpointKind: EndpointKind };

/** The mode in which a kept form goes on. */
export function modeOf(kept: KeptForm): SystemMode {
  if (kept.kind === 'system') return { kind: 'editSystem' };
  if (kept.endpointId === null) return { kind: 'addEndpoint', endpointKind: kept.draft.kind };
  return { kind: 'editEndpoint', endpointId: kept.endpointId };
}

/** A typed password is asked for again; it goes into no store but the vault. */
export function withoutSecret(form: KeptForm): KeptForm {
  if (form.kind !== 'endpoint') return form;
  const draft = { ...form.draft };
  for (const field of secretFields) {
    const choice = draft[field];
    if (choice.mode === 'new') draft[field] = { ...choice, value: '' };
  }
  return { ...form, draft };
}

/** A kept form as it came from the store, or null when it is none of ours. */
export function parseKept(text: string | null): KeptForm | null {
  if (!text) return null;
  try {
    const value = JSON.parse(text) as { kind?: unknown; endpointId?: unknown; draft?: unknown };
    const draft = (value.draft ?? {}) as Record<string, unknown>;
    const texts = (names: readonly string[]): boolean =>
      names.every((name) => typeof draft[name] === 'string');
    if (value.kind === 'system' && texts(systemTexts) && Array.isArray(draft['contacts']))
      return value as KeptForm;
    const kind = endpointKinds.find((known) => known === draft['kind']);
    const isEndpoint =
      value.kind === 'endpoint' &&
      (value.endpointId === null || typeof value.endpointId === 'string');
    if (!isEndpoint || kind === undefined || !texts(endpointTexts)) return null;
    // What an older program kept has not every field of today.
    const whole: Record<string, unknown> = { ...emptyDraft(kind), ...draft };
    const fits = Object.entries(emptyDraft(kind)).every(
      ([name, usual]) => whole[name] !== null && typeof whole[name] === typeof usual,
    );
    return fits ? ({ ...value, draft: whole } as unknown as KeptForm) : null;
  } catch {
    return null;
  }
}

const systemTexts = ['siteId', 'name', 'platform', 'version', 'environment', 'remarks'] as const;
const endpointTexts = [
  'name',
  'host',
  'port',
  'username',
  'auth',
  'identityPath',
  'sshId',
  'path',
  'encoding',
  'database',
  'tls',
  'url',
] as const;
