import { useTranslation } from 'react-i18next';
import type { Endpoint, Inventory } from '../../../src-main/contract/index';
import type { EndpointDraft, EndpointProblems, SecretField, TextField } from './endpoint-draft';
import { endpointTarget, placePath, placesOf } from './inventory-model';

/** What the questions of an endpoint's form are given. */
export interface FieldsProps {
  draft: EndpointDraft;
  problems: EndpointProblems;
  onChange: (change: Partial<EndpointDraft>) => void;
  inventory: Inventory;
  systemId: string;
  /** The endpoint that is changed; null for a new one. */
  endpointId: string | null;
}

/** What every text field of these forms has in common. */
export function useField({ draft, problems, onChange }: FieldsProps) {
  const { t } = useTranslation('systems');
  return (name: TextField) => {
    const problem = problems[name];
    return {
      label: t(`field.${name}`),
      value: draft[name],
      onChange: (value: string) => onChange({ [name]: value }),
      ...(problem ? { error: t(`invalid.${problem}`) } : {}),
    };
  };
}

/** What every question for a password has in common. */
export function useSecretField({ draft, problems, onChange }: FieldsProps) {
  return (name: SecretField) => ({
    value: draft[name],
    onChange: (choice: EndpointDraft[SecretField]) => onChange({ [name]: choice }),
    nameProblem: problems[`${name}Name`],
    valueProblem: problems[`${name}Value`],
  });
}

/** Name under which a new password of this endpoint would be kept. */
export function useSecretName({ draft, inventory, systemId }: FieldsProps): string {
  const system = inventory.systems.find((candidate) => candidate.id === systemId);
  return [system?.name ?? '', [draft.username, draft.host].filter(Boolean).join('@')]
    .filter((part) => part !== '')
    .join('/');
}

/**
 * SSH hosts to go through: those of this system first, then all others with their place.
 *
 * @param chosen host that is offered although it is archived
 * @param refused tells which hosts cannot be chosen
 */
export function useSshOptions(
  { inventory, systemId }: FieldsProps,
  chosen: string,
  refused: (endpoint: Endpoint) => boolean = () => false,
) {
  const label = (endpoint: Endpoint, above: string) => ({
    value: endpoint.id,
    label: `${above}${endpoint.name} (${endpointTarget(endpoint.detail)})`,
  });
  const usable = (endpoint: Endpoint): boolean =>
    endpoint.detail.kind === 'ssh' &&
    (!endpoint.archived || endpoint.id === chosen) &&
    !refused(endpoint);
  const places = placesOf(inventory);
  const own = places.filter((place) => place.system.id === systemId);
  const others = places.filter((place) => place.system.id !== systemId && !place.archived);
  return [
    ...own.flatMap((place) => place.endpoints.filter(usable).map((entry) => label(entry, ''))),
    ...others.flatMap((place) =>
      place.endpoints.filter(usable).map((entry) => label(entry, `${placePath(place)} / `)),
    ),
  ];
}
