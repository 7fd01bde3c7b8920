import { isRecord } from '../http/read-bounded.ts';
import { countOrNull, textOrNull } from '../model-fields.ts';

/** What `GET /props` tells. Null stands for what it does not tell. */
export interface LlamaCppProps {
  readonly contextLength: number | null;
  readonly slots: number | null;
  readonly vision: boolean;
  readonly build: string | null;
}

/** Reads `GET /props`; paths that stand there are left unread. */
export function parseProps(body: unknown): LlamaCppProps {
  const props = isRecord(body) ? body : {};
  const settings = isRecord(props.default_generation_settings) ? props.default_generation_settings : {};
  const modalities = isRecord(props.modalities) ? props.modalities : {};
  return {
    contextLength: countOrNull(settings.n_ctx),
    slots: countOrNull(props.total_slots),
    vision: modalities.vision === true,
    build: textOrNull(props.build_info, 64),
  };
}

/** How many slots of `GET /slots` work; null when the body is no list of slots. */
export function countBusySlots(body: unknown): number | null {
  if (!Array.isArray(body)) return null;
  const slots: unknown[] = body;
  return slots.filter((slot) => isRecord(slot) && slot.is_processing === true).length;
}

/** The requests that `GET /metrics` counts as being worked on; null when the text does not say. */
export function countProcessing(text: string): number | null {
  const match = /^llamacpp:requests_processing(?:\{[^}\n]*\})? (\d{1,6})(?:\.0*)?$/m.exec(text);
  return match === null ? null : Number(match[1]);
}

/** How a router says that one of its models is; null for a list without such. */
export function routerStates(body: unknown): ReadonlyMap<string, string> | null {
  if (!isRecord(body) || !Array.isArray(body.data)) return null;
  const entries: unknown[] = body.data;
  const states = entries.flatMap((entry): [string, string][] => {
    if (!isRecord(entry) || !isRecord(entry.status)) return [];
    const { value, failed } = entry.status;
    return [[String(entry.id), failed === true ? 'failed' : String(value)]];
  });
  return states.length === 0 ? null : new Map(states);
}
