import { z } from 'zod';
import { Secret } from '../../foundation/secret.ts';
import { defineSection, setting } from '../../foundation/settings.ts';
import { parseBaseUrl } from './base-url.ts';
import { customKeys, readCustom } from './custom/config.ts';
import { configurableKinds } from './kinds.ts';
import type { LlmClientSettings } from './settings.ts';

const defaultBaseUrls: Readonly<Record<(typeof configurableKinds)[number], string>> = {
  lmstudio: 'http://localhost:1234/v1',
  ollama: 'http://localhost:11434',
  'llama-cpp': 'http://localhost:8080/v1',
  openai: 'https://api.openai.com/v1',
  // There is none; whoever leaves it out is told at the start.
  custom: '',
  // It has no address.
  builtin: '',
};

/** What is looked for where nobody chose anything. */
export const defaultBackend = { kind: 'lmstudio', baseUrl: defaultBaseUrls.lmstudio } as const;

/** Newer versions of llama-server listen elsewhere. */
const otherBaseUrls: { readonly [Kind in keyof typeof defaultBaseUrls]?: readonly string[] } = {
  'llama-cpp': ['http://localhost:9931/v1'],
};

const defaultsText = Object.entries(defaultBaseUrls)
  .filter(([, url]) => url !== '')
  .map(
    ([kind, url]) => `"${kind}" is ${[url, ...(otherBaseUrls[kind as keyof typeof otherBaseUrls] ?? [])].join(' or ')}`,
  )
  .join(', ');

/** Names that HTTP itself needs, so that nobody may set them. */
const reservedHeaders = /^(host|connection|content-length|content-type|transfer-encoding|accept-encoding|te|upgrade)$/i;

const backendsTest = 'test/integration/executor/backends.test.ts';

/** `[llm_client]` of the configuration file. */
export const llmClientSection = defineSection({
  name: 'llm_client',
  acts: 'core/inference/backends',
  about: 'The program on this computer (or elsewhere) that runs the models.',
  keys: {
    backend: setting(z.enum(configurableKinds).default(defaultBackend.kind), {
      test: {
        file: 'test/integration/executor/settings.test.ts',
        title: 'speaks the dialect of the configured backend and announces it under its name',
      },
      // Without a base_url it decides where prompts go.
      door: true,
      description:
        'Kind of program: LM Studio, Ollama, llama-server, any server that speaks the OpenAI API, one with an API of its own, or the built-in engine.',
      unit: `one of ${configurableKinds.map((kind) => `"${kind}"`).join(', ')}`,
    }),
    base_url: setting(
      z
        .string()
        .refine(
          (text) => parseBaseUrl(text) !== null,
          'is not an http or https URL without user, password, query and fragment',
        )
        .nullable()
        .default(null),
      {
        test: {
          file: 'test/integration/executor/first-light.test.ts',
          title: 'a client is answered by the model program, charged exactly, and the books say so everywhere',
        },
        description:
          'Address of its API. The prompts of strangers go there; a hosted service bills them to your account.',
        unit: `http or https URL; left out, ${defaultsText}`,
        hint: 'An access key belongs into api_key.',
        door: true,
        example: 'http://localhost:1234/v1',
      },
    ),
    api_key: setting(
      z
        .string()
        .max(4096)
        .regex(/^[\x21-\x7e]+$/, 'is not printable ASCII without spaces')
        .nullable()
        .default(null),
      {
        test: {
          file: 'test/integration/executor/settings.test.ts',
          title: 'shows the access key of %s to the backend %s',
        },
        description: 'Access key of the API, if it asks for one; take it from the environment as shown.',
        unit: `text, or \${NAME} of an environment variable`,
        example: `\${LLM_API_KEY}`,
        kind: 'secret',
      },
    ),
    timeout_secs: setting(z.int().min(1).max(3600).default(280), {
      test: { file: 'test/integration/executor/settings.test.ts', title: 'gives up on a backend after timeout_secs' },
      description: 'Longest time for one answer of the program; the network gives up after 300.',
      unit: 'whole seconds, 1 to 3600',
    }),
    max_retries: setting(z.int().min(0).max(10).default(3), {
      test: {
        file: 'test/integration/executor/settings.test.ts',
        title: 'tries a call that failed as often as max_retries says',
      },
      description: 'How often a call that failed before its first output is tried again.',
      unit: 'whole number, 0 to 10',
    }),
    name: setting(
      z
        .string()
        .regex(/^[\x20-\x7e]{1,64}$/, 'is not 1 to 64 printable ASCII characters')
        .nullable()
        .default(null),
      {
        test: {
          file: 'test/integration/executor/settings.test.ts',
          title: 'speaks the dialect of the configured backend and announces it under its name',
        },
        description: 'Name of this backend in announcements; left out, it is the kind.',
        unit: '1 to 64 printable ASCII characters',
        example: 'lmstudio',
      },
    ),
    organization: setting(
      z
        .string()
        .regex(/^[\x21-\x7e]{1,256}$/, 'is not 1 to 256 printable ASCII characters without spaces')
        .nullable()
        .default(null),
      {
        test: { file: backendsTest, title: 'tells the backend the organization and the further headers' },
        description: 'With backend "openai": the organization that is billed.',
        unit: '1 to 256 printable ASCII characters',
        example: 'org-1234',
      },
    ),
    headers: setting(
      z
        .record(
          z.string(),
          setting(z.string().regex(/^[\x20-\x7e]{1,4096}$/, 'is not 1 to 4096 printable ASCII characters'), {
            description: 'Value of the header.',
            unit: `text, or \${NAME} of an environment variable`,
            kind: 'secret',
            test: { file: backendsTest, title: 'tells the backend the organization and the further headers' },
          }),
        )
        .refine((headers) => Object.keys(headers).length <= 32, 'has more than 32 headers')
        .refine(
          (headers) => Object.keys(headers).every((name) => /^[\w-]{1,64}$/.test(name) && !reservedHeaders.test(name)),
          'has a name that is no header, or one that cannot be set',
        )
        .default({}),
      {
        description: 'Further headers of every request to it.',
        unit: '"Name" = "value", at most 32; values are treated as secrets',
        door: true,
        example: { 'X-Team': 'kitchen' },
        test: { file: backendsTest, title: 'tells the backend the organization and the further headers' },
      },
    ),
    custom: customKeys,
  },
  read: (values): LlmClientSettings => ({
    backend: values.backend,
    baseUrl: (values.base_url ?? defaultBaseUrls[values.backend]).replace(/\/+$/, ''),
    otherBaseUrls: values.base_url === null ? (otherBaseUrls[values.backend] ?? []) : [],
    apiKey: values.api_key === null ? null : new Secret(values.api_key),
    timeoutSecs: values.timeout_secs,
    maxRetries: values.max_retries,
    name: values.name,
    organization: values.organization,
    headers: Object.fromEntries(Object.entries(values.headers).map(([name, value]) => [name, new Secret(value)])),
    custom: readCustom(values.custom),
  }),
});
