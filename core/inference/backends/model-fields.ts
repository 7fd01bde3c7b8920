import { MAX_LISTED_MODELS } from './limits.ts';

/** A text of 1 to `maxLength` characters; null for anything else. */
export function textOrNull(value: unknown, maxLength = 512): string | null {
  return typeof value === 'string' && value !== '' && value.length <= maxLength ? value : null;
}

/** A whole number > 0; null for anything else. */
export function countOrNull(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : null;
}

/** At most as many as we keep, without repeated ids, in the order given. */
export function uniqueModels<T extends { readonly id: string }>(models: readonly T[]): T[] {
  return [...new Map(models.map((model) => [model.id, model])).values()].slice(0, MAX_LISTED_MODELS);
}

/**
 * True for names that models for embeddings, ranking, speech, pictures and moderation go by, where a server does not
 * tell a model's type.
 */
export function answersNoChats(id: string): boolean {
  return /embed|(^|[/_-])(bge|gte|e5|minilm|rerank(er)?|whisper|tts|dall-e|gpt-image|sora|transcribe|moderation|realtime)([-_.]|$)/i.test(
    id,
  );
}

/** A number of parameters as people write it: `268M`, `4B`, `1.5B`; null for anything but a number of at least 1000000. */
export function parametersText(count: unknown): string | null {
  const known = countOrNull(count);
  if (known === null || known < 1e6) return null;
  if (known < 999.5e6) return `${Math.round(known / 1e6)}M`;
  const billions = known / 1e9;
  return `${billions < 10 ? Math.round(billions * 10) / 10 : Math.round(billions)}B`;
}

/** The features of a model that chats, with further ones that are there. */
export function featuresOf(more: Readonly<Record<string, boolean>>): readonly string[] {
  return ['chat', 'completion', ...Object.keys(more).filter((name) => more[name])];
}
