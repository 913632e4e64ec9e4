/** A host whose inventory has private SSH servers, for tests of runbooks. */
import type { Inputs } from '../../src-main/contract/index';
import type { Environment } from '../../src-main/contract/common';
import type { Run } from '../../src-main/contract/runbooks';
import type { SshEndpoint } from '../../src-main/contract/systems';
import { readStream } from '../../src-main/contract/wire/index';
import { startTestHost, type TestHost } from './host';
import type { SshServer } from './ssh';

/** The host, and short ways to run and to look. */
export class RunBed {
  readonly at: TestHost;
  readonly systemId: string;
  private named = 0;

  private constructor(at: TestHost, systemId: string) {
    this.at = at;
    this.systemId = systemId;
  }

  static async start(environment: Environment = 'test', folder?: string): Promise<RunBed> {
    const at = await startTestHost(folder === undefined ? {} : { folder });
    const { systems } = at.client;
    const known = (await systems.inventory({})).systems[0];
    if (known) return new RunBed(at, known.id);
    const customer = await systems.saveCustomer({ name: 'Yangtze Motors' });
    const site = await systems.saveSite({ customerId: customer.id, name: 'Plant 1' });
    const system = await systems.saveSystem({
      siteId: site.id,
      name: 'ERP',
      platform: 'os-linux',
      environment,
    });
    return new RunBed(at, system.id);
  }

  get client(): TestHost['client'] {
    return this.at.client;
  }

  /** A server as a trusted host of the inventory; gives the endpoint's id. */
  async host(server: SshServer, change: Partial<SshEndpoint> & { name?: string } = {}) {
    const { name = `host ${(this.named += 1)}`, ...detail } = change;
    const { id } = await this.client.systems.saveEndpoint({
      systemId: this.systemId,
      name,
      detail: {
        kind: 'ssh',
        host: server.host,
        port: server.port,
        username: server.user,
        auth: 'key',
        identityPath: server.keys.ed25519.path,
        ...detail,
      },
    });
    const { host = server.host, port = server.port } = detail;
    await this.client.ssh.trust({ host, port, fingerprint: server.hostKeyFingerprint });
    return id;
  }

  /** Keeps a runbook of one or more steps; gives its id. */
  async keep(steps: string, parameters = '', id = `test.r${(this.named += 1)}`): Promise<string> {
    const words = `{ zh: 试, en: ${id} }`;
    const text = `id: ${id}\nversion: 1\nplatform: os-linux\ntitle: ${words}\ndescription: ${words}\n`;
    await this.client.runbooks.save({ text: `${text}${parameters}steps:\n${steps}` });
    await this.client.runbooks.review({ id, by: 'a colleague' });
    return id;
  }

  /** Starts a run. */
  start(
    runbookId: string,
    endpointIds: string[],
    more: Partial<Inputs['runbooks']['run']> = {},
  ): Promise<Run> {
    return this.client.runbooks.run({ runbookId, endpointIds, ...more });
  }

  /** Runs to the end. */
  async run(...start: Parameters<RunBed['start']>): Promise<Run> {
    return this.ended((await this.start(...start)).id);
  }

  async ended(id: string): Promise<Run> {
    let last: Run | undefined;
    for await (const states of readStream(this.client, this.client.runbooks.follow({ id })))
      last = states.at(-1);
    if (!last) throw new Error('no state came');
    return last;
  }

  /** The whole output of a step. */
  async output(run: Run, host = 0, step = 0, rollback = false): Promise<string> {
    const { endpointId = '' } = run.hosts[host] ?? {};
    const { runbooks } = this.client;
    const stream = runbooks.output({ id: run.id, endpointId, step, rollback });
    let text = '';
    for await (const pieces of readStream(this.client, stream)) text += pieces.join('');
    return text;
  }

  /** The lines of an ended run's transcript. */
  transcript({ transcriptSha256 }: Run): Record<string, unknown>[] {
    if (transcriptSha256 === null) throw new Error('the run has no transcript');
    const bytes = this.at.host.features().profile.blobs.get(transcriptSha256);
    return bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** A shell step in YAML. */
export function shellStep(script: string, more = ''): string {
  const body = script
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
  return `  - name: { zh: 步, en: Step }\n    kind: shell\n${more}    script: |\n${body}\n`;
}
