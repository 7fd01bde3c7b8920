import type { Secret } from '../../foundation/secret.ts';
import type { BackendKindName } from './kinds.ts';

/** How the model program is reached. */
export interface LlmClientSettings {
  readonly backend: BackendKindName;
  /** Absolute http or https URL of the API, without user and password; empty for the built-in engine. */
  readonly baseUrl: string;
  /** Tried where nothing answers at `baseUrl`: a program may have more than one usual port. */
  readonly otherBaseUrls: readonly string[];
  /** Access key; null sends none. */
  readonly apiKey: Secret | null;
  /** Longest time for one answer, seconds. */
  readonly timeoutSecs: number;
  /** Further tries of a call that failed before its first output. */
  readonly maxRetries: number;
  /** Name for people and announcements; null takes the kind. */
  readonly name: string | null;
  /** OpenAI's organization that is billed; null sends none. */
  readonly organization: string | null;
  /** Further headers of every request, by their names. */
  readonly headers: Readonly<Record<string, Secret>>;
  /** How the kind `custom` asks and reads. */
  readonly custom: CustomSettings;
}

/** How a program with an API of its own is asked, and where its answers have what. */
export interface CustomSettings {
  /** Models that it has. */
  readonly models: readonly string[];
  /** JSON whose texts hold placeholders such as `{{prompt}}`. */
  readonly requestTemplate: unknown;
  /** Where in an answer things stand: names and positions with dots between them. */
  readonly responsePaths: {
    readonly content: string;
    readonly inboundTokens: string;
    readonly outboundTokens: string;
    readonly finishReason: string;
    readonly error: string;
  };
}

/** Settings of a server that is asked in OpenAI's way. */
export const defaultCustomSettings: CustomSettings = {
  models: [],
  requestTemplate: {
    model: '{{model}}',
    messages: '{{messages}}',
    max_tokens: '{{max_tokens}}',
    temperature: '{{temperature}}',
  },
  responsePaths: {
    content: 'choices.0.message.content',
    inboundTokens: 'usage.prompt_tokens',
    outboundTokens: 'usage.completion_tokens',
    finishReason: 'choices.0.finish_reason',
    error: 'error',
  },
};

/** What a backend of a kind has that nothing more was said about. */
export const defaultClientSettings = {
  otherBaseUrls: [],
  apiKey: null,
  timeoutSecs: 280,
  maxRetries: 3,
  name: null,
  organization: null,
  headers: {},
  custom: defaultCustomSettings,
} as const satisfies Partial<LlmClientSettings>;

/** The settings of the demo's scripted backend. */
export const demoSettings: LlmClientSettings = {
  ...defaultClientSettings,
  backend: 'demo',
  baseUrl: 'http://localhost/demo',
  maxRetries: 0,
};
