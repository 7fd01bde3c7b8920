import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../../core/foundation/errors/index.ts';
import { GB, refusalSentence } from '../../../../../core/inference/resources/index.ts';
import type { ResourceLease } from '../../../../../core/request/index.ts';
import { type ResourceRig, startResourceRig } from '../../../../utils/resource-rig.ts';

const outOfMemory = () => new ExecutorError('BACKEND_FAILED', { reason: 'out-of-memory' });

/** Keeps `inFlight` requests of those that are to come with the manager, as the queue does; each takes `serviceMs`. */
async function serve(rig: ResourceRig, models: readonly string[], inFlight: number, serviceMs = 200) {
  const waitedMs: number[] = [];
  let next = 0;
  let open = 0;
  const begin = () => {
    const model = models[next];
    if (model === undefined) return;
    next += 1;
    open += 1;
    const sinceMs = rig.clock.monotonicMs();
    void rig.acquire(model).then((lease) => {
      waitedMs.push(rig.clock.monotonicMs() - sinceMs);
      rig.clock.setTimer(() => {
        lease.release();
        open -= 1;
        begin();
      }, serviceMs);
    });
  };
  for (let slot = 0; slot < inFlight; slot += 1) begin();
  for (let turn = 0; turn < 4000 && (open > 0 || next < models.length); turn += 1) await rig.pass(50);
  return { waitedMs, swaps: rig.loads.steps.filter((step) => step.startsWith('load ')).length };
}

describe('a request', () => {
  it('is given a model that is in memory at once, without a look at the hardware', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 8, state: 'loaded' } } });
    const lease = await rig.acquire('a');
    expect(rig.loads.find('a')?.inUse).toBe(1);
    expect(lease.release()).toEqual({ energyJoules: null });
    lease.release();
    expect([rig.loads.find('a')?.inUse, rig.computer.looks]).toEqual([0, 0]);
  });

  it('has its model loaded where there is room', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 8 }, b: { gb: 8 } } });
    const leases = await Promise.all([rig.acquire('a'), rig.acquire('a'), rig.acquire('b')]);
    expect(rig.loads.steps).toEqual(['load a', 'load b']);
    expect([rig.loads.find('a')?.inUse, rig.loads.find('b')?.inUse]).toEqual([2, 1]);
    for (const lease of leases) lease.release();
  });

  it('takes the memory of the idle model that was used longest ago', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 6 }, b: { gb: 6 }, c: { gb: 6 } } });
    for (const model of ['a', 'b', 'a']) {
      (await rig.acquire(model)).release();
      await rig.pass(60_000);
    }
    await rig.acquire('c');
    expect(rig.loads.steps).toEqual(['load a', 'load b', 'unload b', 'load c']);
  });

  it('takes the memory of the largest idle model where the owner says so', async () => {
    const rig = await startResourceRig({
      models: { a: { gb: 4 }, b: { gb: 9 }, c: { gb: 6 } },
      budget: { evictionPolicy: 'largest_first' },
    });
    for (const model of ['a', 'b']) {
      (await rig.acquire(model)).release();
      await rig.pass(60_000);
    }
    await rig.acquire('c');
    expect(rig.loads.steps.slice(2)).toEqual(['unload b', 'load c']);
  });

  it('never takes the memory of a model that is in use, and is refused after two minutes', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 12 }, b: { gb: 12 } } });
    const lease = await rig.acquire('a');
    const waiting = rig.acquire('b');
    const ended = expect(waiting).rejects.toMatchObject({ code: 'RESOURCE_BUSY', details: { waitedMs: 120_000 } });
    await rig.pass(119_000);
    expect(rig.loads.steps).toEqual(['load a']);
    await rig.pass(2000);
    await ended;
    lease.release();
  });

  it('is refused with figures when its model fits in no way', async () => {
    const rig = await startResourceRig({ models: { q: { gb: 5, state: 'loaded' }, m: { gb: 13.4 } } });
    rig.computer.take(0, 9 * GB);
    const error = await rig.acquire('m').catch((thrown: unknown) => thrown as ExecutorError);
    expect(error).toMatchObject({
      code: 'RESOURCE_MODEL_TOO_LARGE',
      details: {
        model: 'm',
        needsBytes: 13.4 * GB,
        freeBytes: 2 * GB,
        missingBytes: 6.4 * GB,
        wouldFree: [{ model: 'q', bytes: 5 * GB }],
      },
    });
    const sentence =
      'Loading m needs 13.4 GB; 2.0 GB is free. Unloading q gives 5.0 GB back, which leaves 6.4 GB missing.';
    expect(refusalSentence(error as ExecutorError)).toBe(sentence);
    expect(rig.manager.notServedBecause('m')).toBe(sentence);
    expect(rig.loads.steps).toEqual([]);
  });

  it('leaves when its client leaves, and nothing is loaded for nobody', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 8, loadMs: 5000 } } });
    const client = new AbortController();
    const waiting = rig.acquire('a', client.signal);
    await rig.pass(1000);
    const reason = new Error('gone');
    client.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await rig.pass(10_000);
    expect(rig.loads.find('a')).toMatchObject({ state: 'unloaded', inUse: 0 });
  });

  it('is refused with what the load failed with, and so is who comes soon after', async () => {
    const failed = new ExecutorError('BACKEND_FAILED');
    const rig = await startResourceRig({ models: { a: { gb: 8, loadErrors: [failed] } } });
    await expect(rig.acquire('a')).rejects.toBe(failed);
    await expect(rig.acquire('a')).rejects.toBe(failed);
    expect(rig.loads.steps).toEqual(['load a']);
    await rig.pass(10_000);
    (await rig.acquire('a')).release();
  });

  it('is loaded for at once after a load that the owner called off', async () => {
    const calledOff = new ExecutorError('BACKEND_ABORTED');
    const rig = await startResourceRig({ models: { a: { gb: 8, loadErrors: [calledOff] } } });
    await expect(rig.acquire('a')).rejects.toBe(calledOff);
    (await rig.acquire('a')).release();
    expect(rig.loads.steps).toEqual(['load a', 'load a']);
  });

  it('waits until the driver has given memory back, and unloads nothing more meanwhile', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 7 }, b: { gb: 7 }, c: { gb: 8 } } });
    for (const model of ['a', 'b']) (await rig.acquire(model)).release();
    await rig.pass(60_000);
    const { onMemory } = rig.loads;
    rig.loads.onMemory = (id, isIn, plan) => {
      if (isIn) onMemory(id, isIn, plan);
      else rig.clock.setTimer(() => onMemory(id, isIn, plan), 1000);
    };
    const waiting = rig.acquire('c');
    await rig.pass(900);
    expect(rig.loads.steps.slice(2)).toEqual(['unload a']);
    await rig.pass(500);
    await waiting;
    expect(rig.loads.steps.slice(2)).toEqual(['unload a', 'load c']);
  });

  it('for a program that loads by itself is only asked whether the model can fit', async () => {
    const foreign = { steerable: false, state: 'unloaded' } as const;
    const rig = await startResourceRig({ models: { small: { gb: 8, ...foreign }, large: { gb: 20, ...foreign } } });
    (await rig.acquire('small')).release();
    await expect(rig.acquire('large')).rejects.toMatchObject({ code: 'RESOURCE_MODEL_TOO_LARGE' });
    expect(rig.loads.steps).toEqual([]);
  });
});

describe('two models that do not fit together', () => {
  it.each([2, 10])('alternate without thrashing with %d requests at once, and nobody starves', async (inFlight) => {
    const rig = await startResourceRig({ models: { a: { gb: 12, loadMs: 3000 }, b: { gb: 12, loadMs: 3000 } } });
    const mixed = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'a' : 'b'));
    const { waitedMs, swaps } = await serve(rig, mixed, inFlight);
    expect(waitedMs).toHaveLength(40);
    // Taken in turn, each request would be a swap. With two at once, two are the most that one swap can serve.
    expect(swaps).toBeLessThanOrEqual(inFlight === 10 ? 10 : 21);
    // Its rival's stay, its rival's load, the answer that runs, and its own load.
    expect(Math.max(...waitedMs)).toBeLessThanOrEqual(9000 + 3000 + 1000 + 3000);
    expect(rig.loads.unloadedInUse).toBe(0);
  });

  it.each([
    { loadMs: 300, lingerMs: 300 },
    { loadMs: 5000, lingerMs: 1000 },
  ])('change places when nobody asked for as long as a load of $loadMs ms takes, at most 1 s', async (times) => {
    const { loadMs, lingerMs } = times;
    const rig = await startResourceRig({ models: { a: { gb: 12, loadMs }, b: { gb: 12 } } });
    const first = rig.acquire('a');
    await rig.settle();
    await rig.pass(loadMs);
    (await first).release();
    void rig.acquire('b').then((lease) => lease.release());
    await rig.settle();
    await rig.pass(lingerMs - 50);
    expect(rig.loads.steps).toEqual(['load a']);
    await rig.pass(50);
    expect(rig.loads.steps).toEqual(['load a', 'unload a', 'load b']);
  });

  it('change places after a fair time when one is asked for without end', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 12, loadMs: 2000 }, b: { gb: 12, loadMs: 2000 } } });
    let served: 'a' | 'b' = 'a';
    let isOpen = true;
    const again = async () => {
      while (isOpen) {
        const lease = await rig.acquire('a');
        await new Promise<void>((resolve) => rig.clock.setTimer(resolve, 300));
        lease.release();
      }
    };
    void again();
    await rig.pass(2100);
    const waiting = rig.acquire('b').then((lease) => {
      served = 'b';
      return lease;
    });
    // A stay is three times the load.
    await rig.pass(5500);
    expect([served, rig.loads.steps]).toEqual(['a', ['load a']]);
    await rig.pass(3000);
    expect([served, rig.loads.steps]).toEqual(['b', ['load a', 'unload a', 'load b']]);
    isOpen = false;
    (await waiting).release();
    await rig.pass(20_000);
  });
});

describe('where a program runs out of memory', () => {
  it('idle models go, the handler is called, and the load is tried once more', async () => {
    const rig = await startResourceRig({
      models: { idle: { gb: 4, state: 'loaded' }, a: { gb: 4, isKnown: false, loadErrors: [outOfMemory()] } },
    });
    let called = 0;
    rig.manager.setOutOfMemoryHandler(() => {
      called += 1;
    });
    (await rig.acquire('a')).release();
    expect([rig.loads.steps, called]).toEqual([['load a', 'unload idle', 'load a'], 1]);
  });

  it('twice, the request is refused', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 4, loadErrors: [outOfMemory(), outOfMemory()] } } });
    await expect(rig.acquire('a')).rejects.toMatchObject({ code: 'RESOURCE_OUT_OF_MEMORY' });
    expect(rig.loads.steps).toEqual(['load a', 'load a']);
  });

  it('while it answers, idle models go and models in use stay', async () => {
    const rig = await startResourceRig({ models: { idle: { gb: 4, state: 'loaded' }, a: { gb: 4, state: 'loaded' } } });
    await rig.acquire('a');
    rig.manager.ranOutOfMemory();
    await rig.settle();
    expect(rig.loads.steps).toEqual(['unload idle']);
  });

  it('a model that a request took meanwhile stays', async () => {
    const rig = await startResourceRig({
      models: { first: { gb: 4, state: 'loaded' }, second: { gb: 4, state: 'loaded' } },
    });
    rig.manager.ranOutOfMemory();
    const lease = await rig.acquire('second');
    await rig.settle();
    expect([rig.loads.steps, rig.loads.unloadedInUse]).toEqual([['unload first'], 0]);
    lease.release();
  });

  it('in many answers at once, the handler is called once', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 4, state: 'loaded' } } });
    let called = 0;
    rig.manager.setOutOfMemoryHandler(() => {
      called += 1;
    });
    for (let answer = 0; answer < 5; answer += 1) rig.manager.ranOutOfMemory();
    await rig.settle();
    rig.manager.ranOutOfMemory();
    await rig.settle();
    expect(called).toBe(2);
  });

  it('a handler that does not end holds up nobody for long', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 4, loadErrors: [outOfMemory()] } } });
    rig.manager.setOutOfMemoryHandler(() => new Promise(() => {}));
    const waiting = rig.acquire('a');
    await rig.pass(10_100);
    expect(rig.loads.steps).toEqual(['load a', 'load a']);
    (await waiting).release();
  });

  it('a handler that does not end does not keep it from stopping', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 4, loadErrors: [outOfMemory()] } } });
    rig.manager.setOutOfMemoryHandler(() => new Promise(() => {}));
    const client = new AbortController();
    const waiting = rig.acquire('a', client.signal).catch(() => {});
    await rig.pass(100);
    client.abort();
    await rig.manager.stop();
    await waiting;
  });
});

describe('the owner', () => {
  const signal = new AbortController().signal;

  it('loads a model, for which idle ones make room', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 12, state: 'loaded' }, b: { gb: 12 } } });
    await rig.manager.load('b', signal);
    expect(rig.loads.steps).toEqual(['unload a', 'load b']);
  });

  it('is told what is missing for a model that does not fit', async () => {
    const rig = await startResourceRig({ models: { b: { gb: 20 } } });
    await expect(rig.manager.load('b', signal)).rejects.toMatchObject({
      code: 'RESOURCE_MODEL_TOO_LARGE',
      details: { needsBytes: 20 * GB, freeBytes: 16 * GB, missingBytes: 4 * GB, wouldFree: [] },
    });
  });

  it('does not wait on for a model when it all ends', async () => {
    const rig = await startResourceRig({ models: { a: { gb: 12 }, b: { gb: 12 } } });
    const lease = await rig.acquire('a');
    const waiting = rig.manager.load('b', signal);
    const ended = expect(waiting).rejects.toMatchObject({ code: 'EXECUTOR_NOT_RUNNING' });
    await rig.settle();
    await rig.manager.stop();
    await ended;
    await expect(rig.manager.load('b', signal)).rejects.toMatchObject({ code: 'EXECUTOR_NOT_RUNNING' });
    lease.release();
  });

  it('has models loaded at the start as far as there is room, and none makes room for them', async () => {
    const rig = await startResourceRig({
      models: { a: { gb: 8 }, b: { gb: 12 }, c: { gb: 6 } },
      budget: { preloadModels: ['a', 'b', 'c'] },
    });
    await rig.settle();
    expect(rig.loads.steps).toEqual(['load a', 'load c']);
  });
});

describe('limits', () => {
  const models = { a: { gb: 5 }, b: { gb: 5 } };
  const both = async (options: Parameters<typeof startResourceRig>[0]): Promise<readonly string[]> => {
    const rig = await startResourceRig(options);
    for (const model of ['a', 'b']) {
      (await rig.acquire(model)).release();
      await rig.pass(30_000);
    }
    return rig.loads.steps;
  };
  const apart = ['load a', 'unload a', 'load b'];

  it('of all models together hold', async () => {
    expect(await both({ models })).toEqual(['load a', 'load b']);
    expect(await both({ models, budget: { maxMemoryBytes: 9 * GB } })).toEqual(apart);
    expect(await both({ models, budget: { maxGpuMemoryBytes: 9 * GB } })).toEqual(apart);
  });

  it('of what is left to others hold', async () => {
    expect(await both({ models, budget: { gpuMemoryReservedBytes: 7 * GB } })).toEqual(apart);
    expect(await both({ models, gpus: [], memoryGb: 12 })).toEqual(['load a', 'load b']);
    expect(await both({ models, gpus: [], memoryGb: 12, budget: { minFreeMemoryBytes: 4 * GB } })).toEqual(apart);
  });

  it('of one GPU hold', async () => {
    expect(await both({ models, allocation: { memoryLimitPerDeviceBytes: 9 * GB } })).toEqual(apart);
  });

  it('of models that nobody uses hold', async () => {
    expect(await both({ models, budget: { maxModelCacheBytes: 9 * GB } })).toEqual(['load a', 'load b', 'unload a']);
  });

  it('of main memory count what is swapped where the owner allows it', async () => {
    const large = { models: { a: { gb: 10 } }, gpus: [], memoryGb: 16 };
    const rig = await startResourceRig(large);
    rig.computer.take(null, 8 * GB);
    await expect(rig.acquire('a')).rejects.toMatchObject({ code: 'RESOURCE_MODEL_TOO_LARGE' });
    const swapping = await startResourceRig({ ...large, budget: { swapEnabled: true } });
    swapping.computer.take(null, 8 * GB);
    (await swapping.acquire('a')).release();
  });

  it('are taken from nothing built in, whatever a model is called', async () => {
    const rig = await startResourceRig({ models: { constructor: { gb: 20 } } });
    await expect(rig.acquire('constructor')).rejects.toMatchObject({ code: 'RESOURCE_MODEL_TOO_LARGE' });
  });

  it('of a model that needs a GPU send it nowhere else', async () => {
    const perModel = (gpuRequired: boolean) => ({ a: { memoryBytes: 20 * GB, gpuRequired } });
    const model = { models: { a: { gb: 20, isKnown: false } } };
    const refused = await startResourceRig({ ...model, budget: { perModel: perModel(true) } });
    await expect(refused.acquire('a')).rejects.toMatchObject({ code: 'RESOURCE_MODEL_TOO_LARGE' });
    const without = await startResourceRig({ ...model, gpus: [], budget: { perModel: perModel(true) } });
    await expect(without.acquire('a')).rejects.toMatchObject({ code: 'RESOURCE_GPU_REQUIRED' });
    const slow = await startResourceRig({ ...model, budget: { perModel: perModel(false) } });
    (await slow.acquire('a')).release();
    expect(slow.loads.plans.get('a')?.placement?.gpuDevices).toEqual([]);
  });
});

describe('several GPUs', () => {
  const models = { a: { gb: 4 }, b: { gb: 4 }, c: { gb: 4 }, d: { gb: 24 } };
  async function placed(options: Partial<Parameters<typeof startResourceRig>[0]>, ...ids: string[]) {
    const rig = await startResourceRig({ models, gpus: [16, 16], ...options });
    const leases: ResourceLease[] = [];
    for (const id of ids) leases.push(await rig.acquire(id));
    return ids.map((id) => rig.loads.plans.get(id)?.placement?.gpuDevices ?? null);
  }

  it('are used in turn, or the emptiest first, or as the owner says of each model', async () => {
    const gpus = [16, 32];
    expect(await placed({ gpus, allocation: { strategy: 'round_robin' } }, 'a', 'b', 'c')).toEqual([[0], [1], [0]]);
    expect(await placed({ gpus, allocation: { strategy: 'least_loaded' } }, 'a', 'b', 'c')).toEqual([[1], [1], [1]]);
    const modelAffinity = [
      { model: 'a', devices: [0, 1] },
      { model: 'b', devices: [0] },
    ];
    const allocation = { strategy: 'affinity', modelAffinity } as const;
    expect(await placed({ gpus, allocation }, 'a', 'b', 'c')).toEqual([[0, 1], [0], [1]]);
  });

  it('are used together for a model that none of them has room for', async () => {
    expect(await placed({}, 'd')).toEqual([[0, 1]]);
  });

  it('are used as far as the owner lets them be', async () => {
    expect(await placed({ allocation: { devices: [1] } }, 'a', 'b')).toEqual([[1], [1]]);
    await expect(placed({ allocation: { devices: [1] } }, 'd')).rejects.toMatchObject({
      code: 'RESOURCE_MODEL_TOO_LARGE',
    });
  });

  it('are not named to a program that chooses by itself', async () => {
    expect(await placed({ models: { a: { gb: 20, placeable: false } } }, 'a')).toEqual([null]);
  });
});
