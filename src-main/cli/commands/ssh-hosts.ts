import { AppError } from '../../contract/errors';
import type { Endpoint, Inventory } from '../../contract/systems';

/**
 * The SSH endpoint that a person means: by its id, its name, `host`, `host:port` or
 * `user@host`. A name wins over an address.
 *
 * @throws AppError `ssh.endpoint-unknown` {name}, `ssh.endpoint-ambiguous` {name, candidates}
 */
export function findSshEndpoint(inventory: Inventory, typed: string): Endpoint {
  const name = typed.trim();
  const hosts = inventory.endpoints.filter(({ detail }) => detail.kind === 'ssh');
  const ways: ((endpoint: Endpoint) => boolean)[] = [
    ({ id }) => id === name,
    (endpoint) => endpoint.name === name,
    (endpoint) => endpoint.name.toLowerCase() === name.toLowerCase(),
    (endpoint) => addressesOf(endpoint).includes(name.toLowerCase()),
  ];
  for (const way of ways) {
    const found = hosts.filter(way);
    const [only] = found;
    if (only && found.length === 1) return only;
    if (found.length > 1) {
      const candidates = found.map((endpoint) => described(inventory, endpoint)).join('; ');
      throw new AppError('ssh.endpoint-ambiguous', { name, candidates });
    }
  }
  throw new AppError('ssh.endpoint-unknown', { name });
}

/** What may be typed for an endpoint besides its name, in lower case. */
function addressesOf({ detail }: Endpoint): string[] {
  if (detail.kind !== 'ssh') return [];
  const { port, username } = detail;
  const host = detail.host.toLowerCase();
  const bracketed = host.includes(':') ? `[${host}]` : host;
  const places = [host, bracketed, `${bracketed}:${port}`];
  return [...places, ...places.map((place) => `${username.toLowerCase()}@${place}`)];
}

function described({ systems }: Inventory, { id, name, systemId }: Endpoint): string {
  const system = systems.find((entry) => entry.id === systemId);
  return `${system?.name ?? ''} / ${name} (${id})`;
}
