import { defineCommand } from '../command.ts';
import { plainText } from '../output/format.ts';
import { modelTimeoutMs, requireModel } from '../output/model-words.ts';

/** `models load`: lets the program of a model load it. */
export const modelsLoad = defineCommand({
  name: 'models load',
  about: 'Load a model into memory now, so that its first request does not wait.',
  more: 'Asks the program that has the model, and waits until it is done; Ctrl+C calls it off. A model that does not fit is refused with what would free room.',
  examples: ['models load qwen2.5-7b-instruct'],
  configure: (command) => void command.argument('<model>', 'its name, as "models list" shows it'),
  async run(context, _, [id = '']) {
    requireModel(id);
    if (!context.json) context.terminal.err.write(`Loading ${plainText(id)} …\n`);
    const value = await context.call('models.load', { id }, { timeoutMs: modelTimeoutMs });
    return { value, text: `${plainText(id)} is loaded.` };
  },
});
