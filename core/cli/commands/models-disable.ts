import { defineCommand } from '../command.ts';
import { plainText } from '../output/format.ts';
import { requireModel } from '../output/model-words.ts';

/** `models disable`: offers a model no longer. */
export const modelsDisable = defineCommand({
  name: 'models disable',
  about: 'Offer a model to the network no longer; running requests are finished.',
  more: 'Written into the configuration file, whose comments stay, and announced at once.',
  examples: ['models disable qwen2.5-7b-instruct'],
  configure: (command) => void command.argument('<model>', 'its name, or a further name of it'),
  async run(context, _, [id = '']) {
    requireModel(id);
    const value = await context.call('models.disable', { id });
    return { value, text: `${plainText(id)} is offered no longer; "models enable" offers it again.` };
  },
});
