import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = new URL('../fixtures/guide', import.meta.url).pathname;

/** What the guide leaves to the reader: values in the place of which it writes a name or dots. */
const placeholders: readonly (readonly [string, string])[] = [
  ['YOUR_PUBLIC_IP', '203.0.113.7'],
  ['12D3KooW...', '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp'],
  ['0x...', `0x${'ab'.repeat(20)}`],
];

/** The variables that the guide uses. */
export const guideEnvironment = {
  LLM_API_KEY: 'sk-1',
  OPENAI_API_KEY: 'sk-2',
  EXECUTOR_API_TOKEN: 'sk-3',
  WEBHOOK_TOKEN: 'sk-4',
};

/** Each block of configuration in the network's guide, with its placeholders replaced. */
export function guideBlocks(): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return { name, text: placeholders.reduce((all, [from, to]) => all.replaceAll(from, to), text) };
    });
}
