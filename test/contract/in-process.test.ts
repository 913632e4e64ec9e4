import { channelPair, type Channel } from '../../src-main/contract/wire/index';
import { createProbeHost } from './probe';
import { describeTransport } from './suite';

describeTransport('in process', () => {
  const host = createProbeHost();
  const sides: Channel[] = [];
  return Promise.resolve({
    open: () => {
      const [view, theirs] = channelPair();
      host.serve(theirs);
      sides.push(theirs);
      return Promise.resolve(view);
    },
    kill: () => {
      for (const side of sides.splice(0)) side.close('the host ends');
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});
