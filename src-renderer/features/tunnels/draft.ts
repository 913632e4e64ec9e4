import type { Inputs, TunnelDefinition } from '../../../src-main/contract/index';

/** What is typed into the form of a tunnel. */
export interface TunnelDraft {
  kind: TunnelDefinition['kind'];
  name: string;
  endpointId: string;
  listenHost: string;
  listenPort: string;
  targetHost: string;
  targetPort: string;
}

/** Fields that keep a draft from being saved. */
export type DraftFault = 'endpointId' | 'listenPort' | 'targetHost' | 'targetPort';

/** The form of a saved tunnel, or of a new one. */
export function draftOf(definition: TunnelDefinition | null, endpointId: string): TunnelDraft {
  return {
    kind: definition?.kind ?? 'local',
    name: definition?.name ?? '',
    endpointId: definition?.endpointId ?? endpointId,
    listenHost: definition?.listenHost ?? '127.0.0.1',
    listenPort: String(definition?.listenPort ?? 0),
    targetHost: definition?.targetHost || '127.0.0.1',
    targetPort: definition?.targetPort ? String(definition.targetPort) : '',
  };
}

export function faultsOf(draft: TunnelDraft): ReadonlySet<DraftFault> {
  const faults = new Set<DraftFault>();
  if (draft.endpointId === '') faults.add('endpointId');
  if (portOf(draft.listenPort) === null) faults.add('listenPort');
  if (draft.kind === 'dynamic') return faults;
  if (draft.targetHost.trim() === '') faults.add('targetHost');
  // 0 takes any port where one listens; to connect to it means nothing.
  if (!portOf(draft.targetPort)) faults.add('targetPort');
  return faults;
}

/** What the host is given; call it only for a draft without faults. */
export function inputOf(draft: TunnelDraft, id: string | null): Inputs['tunnels']['save'] {
  const { kind, endpointId } = draft;
  const dynamic = kind === 'dynamic';
  const targetHost = dynamic ? '' : draft.targetHost.trim();
  const targetPort = dynamic ? 0 : (portOf(draft.targetPort) ?? 0);
  return {
    ...(id === null ? {} : { id }),
    kind,
    endpointId,
    name: draft.name.trim() || (dynamic ? 'SOCKS' : `${targetHost}:${targetPort}`),
    listenHost: draft.listenHost.trim() || '127.0.0.1',
    listenPort: portOf(draft.listenPort) ?? 0,
    targetHost,
    targetPort,
  };
}

/** Whether more than the name of a tunnel changes, so that it cannot go on as it is. */
export function changesWay(
  definition: TunnelDefinition,
  input: Inputs['tunnels']['save'],
): boolean {
  const keys = [
    'kind',
    'endpointId',
    'listenHost',
    'listenPort',
    'targetHost',
    'targetPort',
  ] as const;
  return keys.some((key) => definition[key] !== input[key]);
}

/** Only this computer can reach such an address. */
export function isLoopback(host: string): boolean {
  const name = host.trim().toLowerCase();
  return name === '' || name === 'localhost' || name === '::1' || /^127(\.\d+){3}$/.test(name);
}

/** A port from 0 to 65535, or null. */
function portOf(text: string): number | null {
  const trimmed = text.trim();
  return /^\d{1,5}$/.test(trimmed) && Number(trimmed) <= 65_535 ? Number(trimmed) : null;
}
