import type { ValidationRule } from '../interface.ts';
import { addresseeRule } from './addressee.ts';
import { clientRule } from './client.ts';
import { deadlineRule } from './deadline.ts';
import { freshnessRule } from './freshness.ts';
import { limitsRule } from './limits.ts';
import { modelRule } from './model.ts';
import { priceRule } from './price.ts';

/** The rules that look at fields only, in order. The signature, a hundred times dearer, is checked after them. */
export const rules: readonly ValidationRule[] = [
  limitsRule,
  addresseeRule,
  freshnessRule,
  deadlineRule,
  clientRule,
  modelRule,
  priceRule,
];
