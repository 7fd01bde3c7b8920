import { Secret } from '../../foundation/secret.ts';

/** LM Studio, on this computer or another one. */
export interface LmStudioOptions {
  /** Absolute http or https URL of its API. @defaultValue `http://localhost:1234/v1` */
  readonly baseUrl?: string | undefined;
  /** Access key, if it asks for one; null and left out send none. */
  readonly apiKey?: string | Secret | null | undefined;
}

/** Ollama, on this computer or another one. */
export interface OllamaOptions {
  /** Absolute http or https URL of its API. @defaultValue `http://localhost:11434` */
  readonly baseUrl?: string | undefined;
  /** Access key, where something in front of it asks for one; null and left out send none. */
  readonly apiKey?: string | Secret | null | undefined;
}

/** llama.cpp's llama-server, on this computer or another one. */
export interface LlamaCppOptions {
  /** Absolute http or https URL of its API. @defaultValue port 8080 of this computer, or 9931 */
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
  /** Organization that is billed; null and left out send none. */
  readonly organization?: string | null | undefined;
}

/** A request, as a server with an API of its own is to get it. */
export interface CustomRequest {
  readonly model: string;
  readonly prompt: string;
  readonly systemPrompt: string | null;
  readonly temperature: number | null;
  /** Most model tokens of the answer. */
  readonly maxTokens: number;
}

/** An answer of such a server. */
export interface CustomResponse {
  readonly content: string;
  /** Model tokens of the prompt; left out together with the other, both are counted here. */
  readonly promptTokens?: number | undefined;
  /** Model tokens of the answer. */
  readonly completionTokens?: number | undefined;
  /** @defaultValue `stop` */
  readonly finishReason?: 'stop' | 'length' | undefined;
}

/** A server with an API of its own: one address that is sent JSON and answers with JSON, or streams in OpenAI's shape. */
export interface CustomBackendOptions {
  /** Absolute http or https URL that requests are sent to. */
  readonly endpoint: string;
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Models that it has. @defaultValue those that were added with `addModel` */
  readonly models?: readonly string[] | undefined;
  /** Makes the body of a request, a JSON value. What it throws ends the request. @defaultValue OpenAI's shape */
  readonly requestTransformer?: ((request: CustomRequest) => unknown) | undefined;
  /** Reads the body of an answer, a JSON value. What it throws ends the request. @defaultValue OpenAI's shape */
  readonly responseTransformer?: ((body: unknown) => CustomResponse) | undefined;
}

/** A server that is known by its address and its key. */
interface AddressedBackend<Kind extends string> {
  readonly kind: Kind;
  readonly baseUrl: string | undefined;
  readonly apiKey: Secret | null;
}

/** The program that runs the models, as a tagged union. Made with the functions of the same name. */
export type LlmBackend =
  | AddressedBackend<'lmstudio'>
  | AddressedBackend<'ollama'>
  | AddressedBackend<'llama-cpp'>
  | (AddressedBackend<'openai'> & { readonly organization: string | null })
  | {
      readonly kind: 'custom';
      readonly endpoint: string;
      /** By their names. */
      readonly headers: Readonly<Record<string, Secret>>;
      readonly models: readonly string[];
      readonly requestTransformer: CustomBackendOptions['requestTransformer'];
      readonly responseTransformer: CustomBackendOptions['responseTransformer'];
    };

/**
 * Names the program that runs the models. Nothing is called before the start.
 *
 * @source executor-library.md, "Supported Backends"
 */
export const LlmBackend = {
  lmStudio: (options: LmStudioOptions = {}): LlmBackend => addressed('lmstudio', options),
  ollama: (options: OllamaOptions = {}): LlmBackend => addressed('ollama', options),
  llamaCpp: (options: LlamaCppOptions = {}): LlmBackend => addressed('llama-cpp', options),
  openAi: ({ organization, ...options }: OpenAiOptions = {}): LlmBackend => ({
    ...addressed('openai', options),
    organization: organization ?? null,
  }),
  custom: ({ endpoint, headers = [], models = [], ...transformers }: CustomBackendOptions): LlmBackend => ({
    kind: 'custom',
    endpoint,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, new Secret(value)])),
    models,
    requestTransformer: transformers.requestTransformer,
    responseTransformer: transformers.responseTransformer,
  }),
} as const;

function addressed<Kind extends string>(
  kind: Kind,
  { baseUrl, apiKey }: Pick<OpenAiOptions, 'baseUrl' | 'apiKey'>,
): AddressedBackend<Kind> {
  return { kind, baseUrl: baseUrl ?? undefined, apiKey: secretOf(apiKey) };
}

/** Keys are wrapped at once, so that printing a configuration shows none. */
function secretOf(key: string | Secret | null | undefined): Secret | null {
  return typeof key === 'string' ? new Secret(key) : (key ?? null);
}
