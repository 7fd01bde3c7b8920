import { describe, expect, it } from 'vitest';
import { checkConfigText, formatConfigProblem } from '../../../../../core/foundation/config/index.ts';
import { guideBlocks, guideEnvironment } from '../../../../utils/guide.ts';

const env = { ...guideEnvironment, HOME: '/home/owner' };

describe("the guide's configuration", () => {
  it('is there in full', () => {
    expect(guideBlocks()).toHaveLength(21);
  });

  it.each(guideBlocks())('$name alone in a file is valid', ({ text }) => {
    const { problems } = checkConfigText(text, { file: 'c.toml', env });
    expect(problems.map(formatConfigProblem)).toEqual([]);
  });
});
