import type { Secret } from '../../foundation/secret.ts';
import type { BackendKindName } from './kinds.ts';

/** How the model program is reached. */
export interface LlmClientSettings {
  readonly backend: BackendKindName;
  /** Absolute http or https URL of the API, without user and password. */
  readonly baseUrl: string;
  /** Access key; null sends none. */
  readonly apiKey: Secret | null;
  /** Longest time for one answer, seconds. */
  readonly timeoutSecs: number;
  /** Further tries of a call that failed before its first output. */
  readonly maxRetries: number;
  /** Name for people and announcements; null takes the kind. */
  readonly name: string | null;
}

/** The settings of the demo's scripted backend. */
export const demoSettings: LlmClientSettings = {
  backend: 'demo',
  baseUrl: 'http://localhost/demo',
  apiKey: null,
  timeoutSecs: 280,
  maxRetries: 0,
  name: null,
};
