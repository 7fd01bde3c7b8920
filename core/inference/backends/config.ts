import { z } from 'zod';
import { Secret } from '../../foundation/secret.ts';
import { defineSection, setting } from '../../foundation/settings.ts';

/** Kinds of model programs that the configuration may name. */
export const configurableKinds = ['lmstudio', 'openai'] as const;

/** How the model program is reached. */
export interface LlmClientSettings {
  readonly backend: (typeof configurableKinds)[number];
  /** Base URL of the API, without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey: Secret | null;
  /** Longest silence of the model program while it answers, seconds. */
  readonly timeoutSecs: number;
  /** How often a call that never reached the program is tried again. */
  readonly maxRetries: number;
}

const defaultBaseUrls: Readonly<Record<LlmClientSettings['backend'], string>> = {
  lmstudio: 'http://localhost:1234/v1',
  openai: 'https://api.openai.com/v1',
};

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  );
}

/** `[llm_client]` of the configuration file. */
export const llmClientSection = defineSection({
  name: 'llm_client',
  about: 'The program on this computer (or elsewhere) that runs the models.',
  keys: {
    backend: setting(z.enum(configurableKinds).default('lmstudio'), {
      description: 'Kind of program: LM Studio, or any server that speaks the OpenAI API.',
      unit: `one of ${configurableKinds.map((kind) => `"${kind}"`).join(', ')}`,
    }),
    base_url: setting(
      z
        .string()
        .refine(isPlainHttpUrl, 'is not an http or https URL without user, password, query and fragment')
        .nullable()
        .default(null),
      {
        description: 'Address of its API.',
        unit: 'http or https URL; left out, LM Studio is expected at http://localhost:1234/v1',
        hint: 'An access key belongs into api_key.',
        example: 'http://localhost:1234/v1',
      },
    ),
    api_key: setting(z.string().min(1).max(4096).nullable().default(null), {
      description: 'Access key of the API, if it asks for one; take it from the environment as shown.',
      unit: `text, or \${NAME} of an environment variable`,
      example: `\${LLM_API_KEY}`,
      kind: 'secret',
    }),
    timeout_secs: setting(z.int().min(1).max(3600).default(280), {
      description: 'Longest time without a word from the program before a request to it is given up.',
      unit: 'whole seconds, 1 to 3600',
    }),
    max_retries: setting(z.int().min(0).max(10).default(3), {
      description: 'How often a call that did not reach the program is tried again.',
      unit: 'whole number, 0 to 10',
    }),
  },
  read: (values): LlmClientSettings => ({
    backend: values.backend,
    baseUrl: (values.base_url ?? defaultBaseUrls[values.backend]).replace(/\/+$/, ''),
    apiKey: values.api_key === null ? null : new Secret(values.api_key),
    timeoutSecs: values.timeout_secs,
    maxRetries: values.max_retries,
  }),
});
