import { procedures } from '../../contract/wire/server';
import type { SshService } from './service';

const ok = { ok: true } as const;

export function sshRpc(service: () => SshService) {
  const { ssh } = procedures;
  return {
    test: ssh.test.handler(({ input, context, signal }) => {
      const { credit, signal: sessionEnd } = context.session;
      return credit.stream(service().test(input.endpointId, signal ?? sessionEnd));
    }),
    trust: ssh.trust.handler(({ input }) => {
      service().trust(input.host, input.port, input.fingerprint);
      return ok;
    }),
    distrust: ssh.distrust.handler(({ input }) => {
      service().distrust(input.host, input.port);
      return ok;
    }),
    hostKeys: ssh.hostKeys.handler(() => service().hostKeys()),
    prompts: ssh.prompts.handler(() => service().openPrompts()),
    answer: ssh.answer.handler(({ input }) => {
      service().answer(input.id, input.answers);
      return ok;
    }),
    networkChanged: ssh.networkChanged.handler(() => {
      service().networkChanged();
      return ok;
    }),
    connections: ssh.connections.handler(() => service().connections()),
  };
}
