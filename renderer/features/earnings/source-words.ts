import type { LedgerRow } from '../../../core/control/schemas/money.ts';

type Source = NonNullable<LedgerRow['source']>;

/** Where an answer came from: in a table, and in a sentence. */
export const sourceWords: Readonly<Record<Source, { readonly short: string; readonly long: string }>> = {
  backend: { short: 'Program', long: 'The model program, for this request' },
  cache: { short: 'Cache', long: 'The cache; the model program was not asked' },
  shared: { short: 'Shared', long: 'An equal request that was running; the model program answered both at once' },
};
