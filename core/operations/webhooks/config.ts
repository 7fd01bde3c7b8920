import { z } from 'zod';
import { optional, urlValue } from '../../foundation/setting-values.ts';
import { defineLaterSection, setting, tableListSetting } from '../../foundation/settings.ts';

/** `[webhooks]` of the configuration file. */
export const webhooksSection = defineLaterSection({
  name: 'webhooks',
  about: 'Events that are sent to other systems.',
  acts: 'core/operations/webhooks',
  keys: {
    enabled: setting(z.boolean().default(false), { description: 'Whether any are sent.', unit: 'true or false' }),
    endpoints: tableListSetting(
      {
        url: setting(urlValue(['http', 'https']), {
          description: 'Where the events are sent; whoever knows it can send there.',
          unit: 'http or https URL',
          kind: 'secret',
        }),
        events: setting(
          z
            .array(z.string().regex(/^[a-z_]{1,64}$/, 'is not the name of an event'))
            .max(64)
            .default([]),
          {
            description: 'The events that are sent; empty for all.',
            unit: 'list of names like "request_completed", "error", "model_loaded"',
          },
        ),
        auth_header: setting(optional(z.string().max(4096)), {
          description: 'What is sent as Authorization header.',
          unit: `text like "Bearer \${WEBHOOK_TOKEN}"`,
          kind: 'secret',
        }),
        retry_attempts: setting(z.int().min(0).max(100).default(3), {
          description: 'How often an event that did not arrive is sent again.',
          unit: 'whole number, 0 to 100',
        }),
      },
      {
        description: 'Who is told of what.',
        unit: '[[webhooks.endpoints]] on a line of its own for each, at most 32',
        maxItems: 32,
        example: { url: 'https://monitoring.example.com/webhook', events: ['error'] },
      },
    ),
  },
});
