import { isIP } from 'node:net';
import { z } from 'zod';
import { optional } from '../../foundation/setting-values.ts';
import { defineLaterSection, setting } from '../../foundation/settings.ts';

const seconds = z.int().min(1).max(3600);
const secondsUnit = 'whole seconds, 1 to 3600';

/** `[clustering]` of the configuration file. */
export const clusteringSection = defineLaterSection({
  name: 'clustering',
  about: 'Several executors that work as one.',
  acts: 'core/operations/cluster',
  keys: {
    enabled: setting(z.boolean().default(false), {
      description: 'Whether this executor belongs to a cluster.',
      unit: 'true or false',
    }),
    node_id: setting(optional(z.string().regex(/^[\w.-]{1,64}$/, 'is not a name of 1 to 64 letters, digits, . _ -')), {
      description: 'Name of this executor in the cluster.',
      unit: '1 to 64 letters, digits, dots, dashes and underscores',
    }),
    peers: setting(
      z
        .array(z.string().regex(/^[^\s/:]+:\d{1,5}$/, 'is not a name with a port'))
        .max(64)
        .default([]),
      {
        description: 'The other executors of the cluster.',
        unit: 'list of at most 64 names or addresses with a port, like "executor-2.internal:7000"',
        door: true,
      },
    ),
    consensus: setting(z.enum(['raft']).default('raft'), {
      description: 'How they agree.',
      unit: 'one of "raft"',
    }),
    shared_state_backend: setting(z.enum(['redis']).default('redis'), {
      description: 'Where they keep what they share.',
      unit: 'one of "redis"',
    }),
  },
});

/** `[failover]` of the configuration file. */
export const failoverSection = defineLaterSection({
  name: 'failover',
  about: 'A second executor that takes over.',
  acts: 'core/operations/cluster',
  keys: {
    enabled: setting(z.boolean().default(false), { description: 'Whether there is one.', unit: 'true or false' }),
    role: setting(z.enum(['primary', 'backup']).default('primary'), {
      description: 'Which of the two this one is.',
      unit: 'one of "primary", "backup"',
    }),
    health_check_interval_secs: setting(seconds.default(10), {
      description: 'How often the other one is looked at.',
      unit: secondsUnit,
    }),
    takeover_delay_secs: setting(seconds.default(30), {
      description: 'How long the other one has to be silent before this one takes over.',
      unit: secondsUnit,
    }),
    vip_address: setting(optional(z.string().refine((text) => isIP(text) > 0, 'is not an IP address')), {
      description: 'Address that moves to the one that serves.',
      unit: 'IP address like "192.168.1.100"',
      door: true,
    }),
  },
});
