import { pause } from './commands-running';
import { formatTime } from './plant-time';
import type { Command, CommandCall, PlantService } from './shell-types';

/** Seconds that a service takes to stop or to start. */
const SERVICE_MILLISECONDS = 700;

function log(call: CommandCall, text: string): void {
  const { files, hostname, now } = call.machine;
  const time = formatTime(now(), '%b %e %T');
  files.append('/var/log/messages', Buffer.from(`${time} ${hostname} systemd[1]: ${text}\n`));
}

async function start(call: CommandCall, name: string, service: PlantService): Promise<number> {
  if (!(await pause(call, SERVICE_MILLISECONDS))) return 130;
  const fault = service.startFault?.();
  if (fault !== undefined) {
    log(call, `${name}.service: Failed with result 'exit-code'.`);
    await call.error(
      `Job for ${name}.service failed because the control process exited with error code.\n` +
        `${fault}\n`,
    );
    return 1;
  }
  service.isActive = true;
  service.since = call.machine.now();
  log(call, `Started ${service.description}.`);
  return 0;
}

async function stop(call: CommandCall, service: PlantService): Promise<void> {
  if (service.isActive) await pause(call, SERVICE_MILLISECONDS);
  service.isActive = false;
  service.since = call.machine.now();
  log(call, `Stopped ${service.description}.`);
}

async function show(call: CommandCall, name: string, service: PlantService): Promise<number> {
  const since = formatTime(service.since, '%a %F %T %Z');
  const state = service.isActive ? 'active (running)' : 'inactive (dead)';
  await call.out(
    `● ${name}.service - ${service.description}\n` +
      `   Loaded: loaded (/etc/systemd/system/${name}.service; enabled)\n` +
      `   Active: ${state} since ${since}\n`,
  );
  return service.isActive ? 0 : 3;
}

/** `systemctl VERB SERVICE…` */
const systemctl: Command = async (call) => {
  const [verb = 'list-units', ...names] = call.arguments.filter((word) => !word.startsWith('-'));
  const { services } = call.machine;
  if (verb === 'list-units') {
    for (const [name, { isActive, description }] of services)
      await call.out(
        `${`${name}.service`.padEnd(26)} ${isActive ? 'active' : 'failed'} ${description}\n`,
      );
    return 0;
  }
  const changes = ['start', 'stop', 'restart'].includes(verb);
  if (!changes && !['status', 'is-active'].includes(verb)) {
    await call.error(`systemctl: ${verb} is not simulated in the demo plant\n`);
    return 127;
  }
  if (changes && call.user !== 'root') {
    await call.error(`Failed to ${verb} ${names.join(' ')}: Access denied\n`);
    return 4;
  }
  let status = 0;
  for (const word of names) {
    const name = word.replace(/\.service$/, '');
    const service = services.get(name);
    if (service === undefined) {
      await call.error(`Unit ${name}.service could not be found.\n`);
      status = 5;
      continue;
    }
    if (verb === 'is-active') {
      await call.out(`${service.isActive ? 'active' : 'inactive'}\n`);
      if (!service.isActive) status = 3;
    } else if (verb === 'status') status = await show(call, name, service);
    else {
      if (verb !== 'start') await stop(call, service);
      if (verb !== 'stop') status = await start(call, name, service);
    }
  }
  return status;
};

/** `sudo`: without a password for those who may, as on many application servers. */
const sudo: Command = async (call) => {
  const words = [...call.arguments];
  while (words[0]?.startsWith('-')) {
    const option = words.shift() ?? '';
    if (option === '--') break;
    if (['-p', '-u', '-C', '-g'].includes(option)) words.shift();
  }
  if (!call.machine.facts.sudo) {
    await call.error(`${call.user} is not in the sudoers file.  This incident will be reported.\n`);
    return 1;
  }
  return words.length === 0 ? 0 : call.run(words, { user: 'root' });
};

/** Services, and the way to be root. */
export const serviceCommands: Record<string, Command> = { systemctl, sudo };
