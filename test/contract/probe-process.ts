/** The probe host as a process of its own, hosted just as the real one is. */
import { hostThisProcess } from '../../src-main/host/hosting';
import { createProbeHost } from './probe';

hostThisProcess(
  (_options, windows) =>
    Promise.resolve(
      createProbeHost(
        () => process.kill(process.pid, 'SIGKILL'),
        (running) => windows.tellState({ running, language: 'zh-CN' }),
      ),
    ),
  (error) => process.stderr.write(`${String(error)}\n`),
);
