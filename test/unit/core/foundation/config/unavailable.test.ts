import { describe, expect, it } from 'vitest';
import { checkConfigText, requireAvailable } from '../../../../../core/foundation/config/index.ts';
import { expectCode } from '../../../../utils/expect-code.ts';

const check = (text: string) => checkConfigText(text, { file: 'c.toml', env: { HOME: '/home/owner' } });

async function refused(text: string) {
  const { snapshot } = check(text);
  if (snapshot === null) throw new Error('not valid');
  const error = await expectCode((async () => requireAvailable(snapshot))(), 'FEATURE_NOT_AVAILABLE');
  return error.details;
}

describe('the name of a host in bootstrap_peers', () => {
  const text = '[network]\nbootstrap_peers = ["/ip4/203.0.113.7/tcp/1", "/ip4/bootstrap1.lloom.network/tcp/4001"]\n';

  it('is a warning of the check that says what to write', () => {
    expect(check(text).warnings).toEqual([
      expect.stringMatching(/^c\.toml:2: network\.bootstrap_peers .*write the number/),
    ]);
  });

  it('is refused by the start, which the number is not', async () => {
    expect(await refused(text)).toMatchObject({ key: 'network.bootstrap_peers' });
    expect(check(text.replace('bootstrap1.lloom.network', '203.0.113.8')).warnings).toEqual([]);
  });

  it.each(['bootstrap1', '999.1.1.1', '-', 'a b.example', 'x..y'])('is not what "%s" is, which is an error', (name) => {
    expect(check(text.replace('bootstrap1.lloom.network', name)).problems).toHaveLength(1);
  });
});
