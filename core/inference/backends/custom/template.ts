import { toMessages } from '../chat/chat-client.ts';
import { isRecord } from '../http/read-bounded.ts';
import type { CompletionRequest } from '../interface.ts';

/** What a placeholder such as `{{prompt}}` stands for; undefined for what a request leaves open. */
const placeholders: Readonly<Record<string, (request: CompletionRequest) => unknown>> = {
  model: ({ model }) => model,
  prompt: ({ prompt }) => prompt,
  system_prompt: ({ systemPrompt }) => systemPrompt ?? undefined,
  messages: toMessages,
  max_tokens: ({ maxOutboundTokens }) => maxOutboundTokens,
  temperature: ({ temperature }) => temperature ?? undefined,
};

/** Names of the placeholders that there are. */
export const placeholderNames: readonly string[] = Object.keys(placeholders);

const anyPlaceholder = /\{\{(\w+)\}\}/g;

/** Names of the placeholders in a template, those that there are not included. */
export function placeholdersIn(template: unknown): readonly string[] {
  if (typeof template === 'string') return [...template.matchAll(anyPlaceholder)].map((match) => match[1] ?? '');
  if (Array.isArray(template)) return template.flatMap(placeholdersIn);
  return isRecord(template) ? Object.values(template).flatMap(placeholdersIn) : [];
}

/**
 * Puts a request into a template. The template is a tree that was parsed before: a text of it that is one placeholder
 * becomes its value, a longer one has the values put in as text. So nothing in a prompt can end the text that it stands
 * in, nor is a placeholder in a prompt looked at. What a request leaves open is left out with its name.
 */
export function fillTemplate(template: unknown, request: CompletionRequest): unknown {
  if (typeof template === 'string') return fillText(template, request);
  if (Array.isArray(template)) {
    return template.map((item: unknown) => fillTemplate(item, request)).filter((item) => item !== undefined);
  }
  if (!isRecord(template)) return template;
  const filled = Object.entries(template).map(([name, value]) => [name, fillTemplate(value, request)] as const);
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
}

function fillText(text: string, request: CompletionRequest): unknown {
  const [only] = /^\{\{(\w+)\}\}$/.exec(text)?.slice(1) ?? [];
  if (only !== undefined) return valueFor(only, request);
  return text.replace(anyPlaceholder, (_, name: string) => {
    const value = valueFor(name, request);
    if (value === undefined) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function valueFor(name: string, request: CompletionRequest): unknown {
  return Object.hasOwn(placeholders, name) ? placeholders[name]?.(request) : undefined;
}

/** What stands at a path such as `choices.0.message.content`; undefined where nothing does. */
export function readPath(value: unknown, path: string): unknown {
  let found = value;
  for (const part of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[part];
  }
  return found;
}
