import { expect, test } from 'vitest';
import { requireRuntime } from '../../../../../core/library/checks/runtime.ts';

test.each(['18.20.4', '20.18.1', '22.22.0', '23.1.0'])('Node %s is refused with both versions', (found) => {
  const refusal = { code: 'RUNTIME_UNSUPPORTED', details: { found, needed: '24' } };
  expect(() => requireRuntime(found)).toThrow(expect.objectContaining(refusal));
});

test.each(['24.0.0', '26.1.0', process.versions.node])('Node %s is taken', (found) => {
  expect(requireRuntime(found)).toBeUndefined();
});
