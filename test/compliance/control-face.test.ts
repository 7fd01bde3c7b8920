import { join } from 'node:path';
import { type CallName, invoke } from '../../core/control/index.ts';
import { ControlClient, ControlServer } from '../../core/control/socket/index.ts';
import { systemClock } from '../../core/foundation/clock.ts';
import { toExecutorError } from '../../core/foundation/errors/index.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { createFakeApp } from '../fakes/lloom-api.ts';
import { tempFolder } from '../utils/temp-folder.ts';
import { testControlFace } from './control-face.ts';

testControlFace('a direct call', async (target) => ({
  call: (name, input) => invoke(target, name as CallName, input, { signal: new AbortController().signal }),
  subscribe: async (listener) => target.subscribe(listener),
  async close() {},
}));

testControlFace("the window's calls", async (target) => {
  const { api } = createFakeApp({ control: target });
  return {
    call: (name, input) => api.call(name as CallName, input as never),
    subscribe: async (listener) =>
      api.subscribe((name, payload) => {
        if (name !== 'shell.changed') listener(name, payload);
      }),
    async close() {},
  };
});

testControlFace('the local socket', async (target) => {
  const socketPath = join(tempFolder(), 'control.sock');
  const server = new ControlServer(
    { target, clock: systemClock, logger: silentLogger, lock: { isHeld: true } },
    { socketPath },
  );
  await server.start();
  const client = new ControlClient({ clock: systemClock }, { socketPath });
  return {
    async call(name, input) {
      try {
        return { ok: true, value: await client.call(name as CallName, input as never) };
      } catch (error) {
        return { ok: false, error: toExecutorError(error).toObject() };
      }
    },
    subscribe: (listener) => client.subscribe(listener),
    async close() {
      await client.close();
      await server.stop();
    },
  };
});
