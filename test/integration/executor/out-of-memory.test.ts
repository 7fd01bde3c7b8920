import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../core/foundation/errors/index.ts';
import { startMemoryRig } from '../../utils/memory-rig.ts';
import { eventually } from '../../utils/network.ts';

describe('a program that runs out of memory while it answers', () => {
  it('gets back that of the models which nobody uses', async () => {
    const rig = await startMemoryRig('', { models: { a: 5, b: 5 } });
    expect(await rig.serve('a')).toBe('answered');
    rig.backend.complete = async () => {
      throw new ExecutorError('BACKEND_FAILED', { reason: 'out-of-memory' });
    };
    expect(await rig.serve('b')).toBe('closed');
    await eventually(() => rig.backend.commands.includes('unload a'));
  });

  it('keeps its models where it failed for another reason', async () => {
    const rig = await startMemoryRig('', { models: { a: 5, b: 5 } });
    expect(await rig.serve('a')).toBe('answered');
    rig.backend.complete = async () => {
      throw new ExecutorError('BACKEND_FAILED', { reason: 'cut' });
    };
    expect(await rig.serve('b')).toBe('closed');
    expect(rig.backend.commands).toEqual(['load a', 'load b']);
  });
});
