import { z } from 'zod';
import { optional, urlValue } from '../../foundation/setting-values.ts';
import { defineLaterSection, setting } from '../../foundation/settings.ts';

/** `[blockchain]` of the configuration file. */
export const blockchainSection = defineLaterSection({
  name: 'blockchain',
  about: 'The chain that usage is settled on.',
  acts: 'core/money/settlement',
  keys: {
    enabled: setting(z.boolean().default(false), {
      description: 'Whether anything is settled on a chain.',
      unit: 'true or false',
    }),
    rpc_url: setting(urlValue(['http', 'https', 'ws', 'wss']).default('http://localhost:8545'), {
      description: 'Address of a node of the chain; it may hold an access key.',
      unit: 'http, https, ws or wss URL',
      kind: 'secret',
    }),
    chain_id: setting(z.int().min(1).default(1), {
      description: 'Number of the chain.',
      unit: 'whole number, 1 or more',
    }),
    contract_address: setting(optional(z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'is not an address')), {
      description: 'Address of the accounting contract.',
      unit: '0x and 40 hexadecimal digits',
    }),
    gas_price_gwei: setting(optional(z.number().min(0).max(1_000_000)), {
      description: 'Gas price of our transactions; left out, the chain decides.',
      unit: 'gwei, 0 to 1000000',
    }),
  },
});
