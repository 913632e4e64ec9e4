import { procedures } from '../../contract/wire/server';
import type { SshService } from './service';

const ok = { ok: true } as const;

export function sshRpc(service: () => SshService) {
  const { ssh } = procedures;
  return {
    test: ssh.test.handler(({ input, signal }) => service().test(input.endpointId, signal)),
    trust: ssh.trust.handler(({ input }) => {
      service().trust(input.host, input.port, input.fingerprint);
      return ok;
    }),
    distrust: ssh.distrust.handler(({ input }) => {
      service().distrust(input.host, input.port);
      return ok;
    }),
    hostKeys: ssh.hostKeys.handler(() => service().hostKeys()),
    connections: ssh.connections.handler(() => service().connections()),
  };
}
