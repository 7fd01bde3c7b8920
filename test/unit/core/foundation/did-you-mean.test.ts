import { expect, it } from 'vitest';
import { didYouMean, nearestNames } from '../../../../core/foundation/did-you-mean.ts';

const keys = ['request_handling.max_queue_size', 'request_handling.request_timeout_secs', 'llm_client.base_url'];

it('finds the one name that a typing mistake stands for', () => {
  expect(didYouMean('max_queue_sise', ['max_queue_size', 'max_retries'])).toBe('max_queue_size');
  expect(didYouMean('temperature', keys)).toBeNull();
});

it('finds the names that a search may have meant, the nearest first', () => {
  expect(nearestNames('max queue sise', keys, 3)[0]).toBe('request_handling.max_queue_size');
  expect(nearestNames('timout', keys, 1)).toEqual(['request_handling.request_timeout_secs']);
  expect(nearestNames('zzzzzzzzzz', keys, 3)).toEqual([]);
  expect(nearestNames('x'.repeat(5000), keys, 3)).toEqual([]);
});
