import { describe, expect, it } from 'vitest';
import { formatFigures } from '../../../setup/benchmarks/print.ts';

describe('a table of figures', () => {
  it('joins nested names and aligns values', () => {
    const table = formatFigures({ ratio: 0.12345, backend: { medianMs: 100.456, calls: 3 }, waves: [{ lost: 0 }] });
    expect(table).toBe(
      '  ratio             0.1235\n  backend.medianMs  100.46\n  backend.calls     3\n  waves.0.lost      0\n',
    );
  });
});
