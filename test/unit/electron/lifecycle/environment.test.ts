import { describe, expect, it } from 'vitest';
import { takeEnvironment } from '../../../../core/foundation/config/index.ts';
import { chooseUserFolder, createShellEnvironment } from '../../../../electron/lifecycle/environment.ts';

describe('the environment of the app', () => {
  it('keeps the test runtime away from the data of the owner', () => {
    const { env, testRuntime } = createShellEnvironment(takeEnvironment({ HOME: '/home/o', LLOOM_TEST_RUNTIME: '1' }));
    expect(testRuntime).toBe(true);
    expect(env.LLOOM_DATA_DIR).toBe('/home/o/.lloom/executor-test-runtime');
  });

  it('uses a data folder that was asked for, and the owner’s otherwise', () => {
    const asked = takeEnvironment({ HOME: '/home/o', LLOOM_TEST_RUNTIME: '1', LLOOM_DATA_DIR: '/tmp/d' });
    expect(createShellEnvironment(asked)).toMatchObject({ testRuntime: true, env: { LLOOM_DATA_DIR: '/tmp/d' } });
    const own = createShellEnvironment(takeEnvironment({ HOME: '/home/o' }));
    expect(own.testRuntime).toBe(false);
    expect(own.env.LLOOM_DATA_DIR).toBeUndefined();
  });

  it('gives every data folder an app of its own', () => {
    const base = '/home/o/.config/lloom-executor';
    const one = chooseUserFolder(base, { HOME: '/home/o', LLOOM_DATA_DIR: '/tmp/one' });
    const two = chooseUserFolder(base, { HOME: '/home/o', LLOOM_DATA_DIR: '/tmp/two' });
    expect(chooseUserFolder(base, { HOME: '/home/o' })).toBe(base);
    expect(new Set([base, one, two]).size).toBe(3);
    expect(chooseUserFolder(base, { HOME: '/home/o', LLOOM_DATA_DIR: '/tmp/one/' })).toBe(one);
  });
});
