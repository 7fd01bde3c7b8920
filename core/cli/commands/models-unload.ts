import { defineCommand } from '../command.ts';
import { plainText } from '../output/format.ts';
import { modelTimeoutMs, requireModel } from '../output/model-words.ts';

/** `models unload`: lets the program of a model give its memory back. */
export const modelsUnload = defineCommand({
  name: 'models unload',
  about: 'Unload a model, after its running requests.',
  more: 'It stays on offer, and its next request loads it again; "models disable" ends that.',
  examples: ['models unload qwen2.5-7b-instruct'],
  configure: (command) => void command.argument('<model>', 'its name, as "models list" shows it'),
  async run(context, _, [id = '']) {
    requireModel(id);
    const value = await context.call('models.unload', { id }, { timeoutMs: modelTimeoutMs });
    return { value, text: `${plainText(id)} is unloaded.` };
  },
});
