import { expect, it } from 'vitest';
import { silentLogger } from '../../../../../../core/foundation/logger.ts';
import type { HardwareReading } from '../../../../../../core/inference/resources/interface.ts';
import { presenceSection } from '../../../../../../core/inference/resources/presence/config.ts';
import type { SignalReading } from '../../../../../../core/inference/resources/presence/interface.ts';
import { Presence } from '../../../../../../core/inference/resources/presence/presence.ts';
import { active, quiet } from '../../../../../../core/inference/resources/presence/signals/readings.ts';
import { createManualClock } from '../../../../../utils/manual-clock.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const reading: HardwareReading = {
  atMs: 0,
  gpus: [],
  cpu: { name: 'Processor', cores: 4, load: null, temperatureC: null, powerWatts: null },
  memory: { totalBytes: 1, availableBytes: 1, swapUsedBytes: null },
  disk: null,
  battery: null,
  probes: [],
};

it('shows nothing of a pause that ended during its last look at the memory in the pause after it', async () => {
  const clock = createManualClock();
  const looks: ((seen: HardwareReading) => void)[] = [];
  const listeners = new Set<(seen: HardwareReading) => void>();
  let seen: SignalReading = quiet('No game.');
  let hint = () => {};
  const defaults = presenceSection.read(presenceSection.schema.parse({}) as never);
  let idle = Promise.resolve();
  const presence = new Presence(
    {
      clock,
      logger: silentLogger,
      hardware: {
        latest: () => null,
        refresh: () => new Promise((resolve) => looks.push(resolve)),
        onReading(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        watch: () => () => {},
      },
      loads: { list: () => [], unload: async () => {} },
      gpuMemoryOf: () => null,
      restore: async () => {},
      serving: {
        stepAside() {},
        comeBack() {},
        active: () => 0,
        handBack() {},
        whenIdle: () => idle,
      },
      sources: [
        {
          name: 'test',
          signal: 'game',
          everyMs: 1000,
          look: async () => seen,
          onHint(listener) {
            hint = listener;
            return () => {};
          },
        },
      ],
    },
    { settings: { ...defaults, debounceMs: 0, resumeAfterMs: 0 }, onChange() {} },
  );
  const see = async (now: SignalReading) => {
    seen = now;
    hint();
    await settled();
  };
  await presence.start();
  await see(active('One', 'One runs.'));
  looks.shift()?.(reading);
  await settled();
  expect(presence.view().phase).toBe('unloading');
  const lastLook = looks.shift();
  await see(quiet('No game.'));
  expect(presence.view().phase).toBe('watching');
  idle = new Promise(() => {});
  await see(active('Two', 'Two runs.'));
  lastLook?.(reading);
  await settled();
  expect(presence.view()).toMatchObject({ phase: 'draining', release: { verified: 'pending' } });
  expect(listeners.size).toBe(0);
  idle = Promise.resolve();
  await presence.stop();
});
