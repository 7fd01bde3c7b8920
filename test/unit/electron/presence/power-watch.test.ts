import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { type PowerSource, PowerWatch } from '../../../../electron/presence/index.ts';

/** A monitor with the methods and events of Electron's. */
function createMonitor(change: Partial<PowerSource> = {}) {
  const emitter = new EventEmitter();
  const source: PowerSource = {
    getSystemIdleTime: () => 42,
    getSystemIdleState: () => 'active',
    isOnBatteryPower: () => false,
    getCurrentThermalState: () => 'nominal',
    on: (event, listener) => emitter.on(event, listener),
    ...change,
  };
  return { source, emit: (event: string) => emitter.emit(event) };
}

const watchOn = (platform: NodeJS.Platform, { source }: ReturnType<typeof createMonitor>) => {
  const watch = new PowerWatch({ source: () => source }, { platform });
  watch.open();
  return watch;
};

it('touches nothing of Electron before it is opened', () => {
  const watch = new PowerWatch(
    {
      source: () => {
        throw new Error('not ready');
      },
    },
    { platform: 'win32' },
  );
  expect(watch.read()).toEqual({ idleMs: null, locked: null, onBattery: null, suspending: false, thermalState: null });
});

it('tells idle time in milliseconds, and the battery', () => {
  const watch = watchOn('win32', createMonitor({ isOnBatteryPower: () => true }));
  expect(watch.read()).toMatchObject({ idleMs: 42_000, onBattery: true, thermalState: null });
});

it('follows lock and unlock where the system tells them, from how it was at first', () => {
  const monitor = createMonitor({ getSystemIdleState: () => 'locked' });
  const watch = watchOn('win32', monitor);
  expect(watch.read().locked).toBe(true);
  monitor.emit('unlock-screen');
  expect(watch.read().locked).toBe(false);
  monitor.emit('lock-screen');
  expect(watch.read().locked).toBe(true);
});

it('does not guess at a lock on Linux, which tells no end of it', () => {
  const monitor = createMonitor({ getSystemIdleState: () => 'locked' });
  const watch = watchOn('linux', monitor);
  monitor.emit('lock-screen');
  expect(watch.read().locked).toBeNull();
});

it('knows that the computer goes to sleep, and that it woke up', () => {
  const monitor = createMonitor();
  const watch = watchOn('linux', monitor);
  monitor.emit('suspend');
  expect(watch.read().suspending).toBe(true);
  monitor.emit('resume');
  expect(watch.read().suspending).toBe(false);
});

it('tells the thermal state on macOS only, and nothing for one that is not known', () => {
  expect(watchOn('darwin', createMonitor({ getCurrentThermalState: () => 'serious' })).read().thermalState).toBe(
    'serious',
  );
  expect(watchOn('darwin', createMonitor({ getCurrentThermalState: () => 'unknown' })).read().thermalState).toBeNull();
  expect(watchOn('linux', createMonitor({ getCurrentThermalState: () => 'serious' })).read().thermalState).toBeNull();
});

it('calls whoever listens, until it listens no more', () => {
  const monitor = createMonitor();
  const watch = watchOn('darwin', monitor);
  let calls = 0;
  const end = watch.onChange(() => {
    calls += 1;
  });
  monitor.emit('on-battery');
  end();
  monitor.emit('on-ac');
  expect(calls).toBe(1);
});
