import type { Clock } from '../../../foundation/clock.ts';
import { type Logger, silentLogger } from '../../../foundation/logger.ts';
import type { LlmClient } from '../interface.ts';
import { type BackendKindName, configurableKinds } from '../kinds.ts';
import { createLlmClient } from '../registry.ts';
import { defaultClientSettings } from '../settings.ts';
import { examine } from './examine.ts';
import { bad, type DoctorReport, warning } from './interface.ts';
import { usualPlaces } from './places.ts';
import { type Recognised, recognise } from './recognise.ts';

/** A backend that the configuration names. */
export interface ConfiguredBackend {
  readonly client: LlmClient;
  /** Its base URL; empty for one without an address. */
  readonly baseUrl: string;
}

/** What the doctor works with. */
export interface DoctorModules {
  readonly clock: Clock;
  readonly logger?: Logger;
}

/** Where the doctor looks. */
export interface DoctorOptions {
  readonly configured: readonly ConfiguredBackend[];
  /** As `[request_handling] max_concurrent_requests`. */
  readonly maxConcurrentRequests: number;
  /** Model to try at the configured backends; null takes one that is loaded. */
  readonly model: string | null;
  /** Home folder of the owner; null when it is not known. */
  readonly home: string | null;
  /** Ports of this computer to look at. @defaultValue the usual ones */
  readonly ports?: readonly number[];
  readonly signal: AbortSignal;
}

/** Longest time of one answer of a program that nobody configured, seconds. */
const FOUND_TIMEOUT_SECS = 60;

/**
 * Examines every configured backend, and everything that is found on the usual ports.
 *
 * @returns The configured ones first, in their order. Rejects with the reason of the signal only.
 */
export async function runDoctor(modules: DoctorModules, options: DoctorOptions): Promise<DoctorReport[]> {
  const reports: DoctorReport[] = [];
  for (const { client, baseUrl } of options.configured)
    reports.push(await examineConfigured(modules, client, baseUrl, options));
  const seen = new Set(options.configured.map(({ baseUrl }) => originOf(baseUrl)));
  const places = (await usualPlaces(options)).filter(({ address }) => !seen.has(originOf(address)));
  const found = await Promise.all(
    places.map(async ({ address }) => ({
      address,
      kind: await recognise(modules, { address, signal: options.signal }),
    })),
  );
  for (const { address, kind } of found) {
    const report = await examineFound(modules, address, kind, options);
    if (report !== null) reports.push(report);
  }
  return reports;
}

async function examineConfigured(
  modules: DoctorModules,
  client: LlmClient,
  baseUrl: string,
  options: DoctorOptions,
): Promise<DoctorReport> {
  const { signal, model: wanted, maxConcurrentRequests } = options;
  const address = originOf(baseUrl);
  const report = await examine(
    { client, clock: modules.clock },
    { address: address === '' ? client.name : address, configured: true, wanted, maxConcurrentRequests, signal },
  );
  if (report.verdict !== 'bad' || address === '') return report;
  return (await recognise(modules, { address, signal })) === 'lloom' ? ownApi(address, true) : report;
}

async function examineFound(
  { clock, logger = silentLogger }: DoctorModules,
  address: string,
  kind: Recognised,
  { signal }: DoctorOptions,
): Promise<DoctorReport | null> {
  if (kind === null || kind === 'unknown') return null;
  if (kind === 'lloom') return ownApi(address, false);
  const isOurs = (name: string): name is BackendKindName => configurableKinds.some((own) => own === name);
  const backend = isOurs(kind) ? kind : 'openai';
  const settings = { ...defaultClientSettings, backend, baseUrl: address, timeoutSecs: FOUND_TIMEOUT_SECS };
  const client = createLlmClient(settings, { clock, logger });
  try {
    return await examine(
      { client, clock },
      { address, configured: false, wanted: null, maxConcurrentRequests: null, signal },
    );
  } finally {
    await client.close();
  }
}

/** An executor answers its own API where llama-server would be looked for. */
function ownApi(address: string, configured: boolean): DoctorReport {
  const finding = 'This is the API of a Lloom executor and no model program.';
  const line = configured
    ? bad('reach', finding, 'Set base_url of this backend to the address of a model program.')
    : warning('reach', finding, null);
  return {
    kind: 'lloom',
    name: 'Lloom Executor',
    address,
    version: null,
    configured,
    verdict: configured ? 'bad' : 'good',
    lines: [line],
  };
}

/** `localhost` and `127.0.0.1` are the same place. */
function originOf(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) return '';
  const url = new URL(baseUrl);
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  return url.origin;
}
