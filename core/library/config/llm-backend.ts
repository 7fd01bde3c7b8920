import { Secret } from '../../foundation/secret.ts';

/** LM Studio, on this computer or another one. */
export interface LmStudioOptions {
  /** Absolute http or https URL of its API. @defaultValue `http://localhost:1234/v1` */
  readonly baseUrl?: string | undefined;
  /** Access key, if it asks for one; null and left out send none. */
  readonly apiKey?: string | Secret | null | undefined;
}

/** OpenAI, or any server that speaks its API. */
export interface OpenAiOptions {
  /** Access key; null and left out send none. */
  readonly apiKey?: string | Secret | null | undefined;
  /** Absolute http or https URL of the API. @defaultValue `https://api.openai.com/v1` */
  readonly baseUrl?: string | null | undefined;
  /** Not available yet: `FEATURE_NOT_AVAILABLE` unless null or left out. */
  readonly organization?: string | null | undefined;
}

/** A server with an API of its own. Not available yet; write an `LlmClient` instead. */
export interface CustomBackendOptions {
  /** Absolute http or https URL that requests are sent to. */
  readonly endpoint: string;
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
  readonly requestTransformer?: ((request: { prompt: string; maxTokens: number }) => unknown) | undefined;
}

/** The program that runs the models, as a tagged union. Made with the functions of the same name. */
export type LlmBackend =
  | { readonly kind: 'lmstudio'; readonly baseUrl: string | undefined; readonly apiKey: Secret | null }
  | {
      readonly kind: 'openai';
      readonly baseUrl: string | undefined;
      readonly apiKey: Secret | null;
      readonly organization: string | null;
    }
  | { readonly kind: 'custom'; readonly options: CustomBackendOptions };

/**
 * Names the program that runs the models. Nothing is called before the start.
 *
 * @source executor-library.md, "Supported Backends"
 */
export const LlmBackend = {
  lmStudio: ({ baseUrl, apiKey }: LmStudioOptions = {}): LlmBackend => ({
    kind: 'lmstudio',
    baseUrl,
    apiKey: secretOf(apiKey),
  }),
  openAi: ({ baseUrl, apiKey, organization }: OpenAiOptions = {}): LlmBackend => ({
    kind: 'openai',
    baseUrl: baseUrl ?? undefined,
    apiKey: secretOf(apiKey),
    organization: organization ?? null,
  }),
  custom: (options: CustomBackendOptions): LlmBackend => ({ kind: 'custom', options }),
} as const;

/** Keys are wrapped at once, so that printing a configuration shows none. */
function secretOf(key: string | Secret | null | undefined): Secret | null {
  return typeof key === 'string' ? new Secret(key) : (key ?? null);
}
