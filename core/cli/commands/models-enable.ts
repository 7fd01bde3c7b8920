import { defineCommand } from '../command.ts';
import { describeOffer, requireModel } from '../output/model-words.ts';

/** `models enable`: offers a model to the network. */
export const modelsEnable = defineCommand({
  name: 'models enable',
  about: 'Offer a model to the network again.',
  more: 'Written into the configuration file, whose comments stay, and announced at once.',
  examples: ['models enable qwen2.5-7b-instruct'],
  configure: (command) => void command.argument('<model>', 'its name, or a further name of it'),
  async run(context, _, [id = '']) {
    requireModel(id);
    const value = await context.call('models.enable', { id });
    return { value, text: describeOffer(id, value) };
  },
});
