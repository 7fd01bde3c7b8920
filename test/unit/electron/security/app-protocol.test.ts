import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerAppRequest } from '../../../../electron/security/answer-request.ts';
import { isAppAddress, resolveAppFile } from '../../../../electron/security/app-address.ts';
import { contentPolicy } from '../../../../electron/security/content-policy.ts';
import { links } from '../../../../electron/security/links.ts';

const root = '/opt/app/out/renderer';

describe('addresses of the app', () => {
  it('lead to files below the root', () => {
    expect(resolveAppFile('app://lloom/index.html', root)).toBe(`${root}/index.html`);
    expect(resolveAppFile('app://lloom/assets/a-1.js?x#y', root)).toBe(`${root}/assets/a-1.js`);
  });

  it.each([
    'app://lloom/',
    'app://lloom',
    'app://lloom/assets/',
    'app://lloom/..%2f..%2fsecret',
    'app://lloom/%2e%2e%2f%2e%2e%2fsecret',
    'app://lloom/..%5c..%5csecret',
    'app://lloom/a%00.html',
    'app://lloom/%252e%252e%252fsecret',
    'app://lloom/%zz',
    'app://lloom/C:/secret',
    'app://other/index.html',
    'app://user@lloom/index.html',
    'app://lloom:1/index.html',
    'file:///etc/passwd',
    'https://lloom/index.html',
    'not an address',
  ])('refuse %s', (address) => {
    expect(resolveAppFile(address, root)).toBeNull();
  });

  it('never lead outside, however the path climbs', () => {
    for (const address of ['app://lloom/../../etc/passwd', 'app://lloom/a/../../../b', 'app://lloom/.%2e/.%2e/b'])
      expect(resolveAppFile(address, root) ?? root).toMatch(/^\/opt\/app\/out\/renderer/);
  });

  it('are told apart from all others', () => {
    expect(isAppAddress('app://lloom/x')).toBe(true);
    for (const other of ['app://lloom.evil/x', 'app:lloom/x', 'APPS://lloom/x', 'about:blank', ''])
      expect(isAppAddress(other), other).toBe(false);
  });
});

describe('answers to requests for the app', () => {
  let folder: string;
  beforeAll(async () => {
    const { mkdtemp } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const base = await mkdtemp(join(tmpdir(), 'lloom-app-'));
    folder = join(base, 'renderer');
    await mkdir(folder);
    await writeFile(join(folder, 'index.html'), '<p>window</p>');
    await writeFile(join(folder, 'notes.txt'), 'not for the window');
    await writeFile(join(base, 'secret.html'), 'secret');
  });

  it('carry the file, its type and the policy', async () => {
    const response = await answerAppRequest(new Request('app://lloom/index.html'), folder);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<p>window</p>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe(contentPolicy);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['a file that is not there', 'app://lloom/none.html', 'GET'],
    ['a file of another type', 'app://lloom/notes.txt', 'GET'],
    ['a file above the root', 'app://lloom/..%2fsecret.html', 'GET'],
    ['anything but GET', 'app://lloom/index.html', 'POST'],
  ])('refuse %s', async (_name, address, method) => {
    const response = await answerAppRequest(new Request(address, { method }), folder);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });
});

describe('the policy of the page', () => {
  it('allows nothing inline, nothing evaluated and no connection', () => {
    expect(contentPolicy).not.toMatch(/unsafe|https?:|\*/);
    expect(contentPolicy).toContain("default-src 'none'");
    expect(contentPolicy).toContain("connect-src 'none'");
  });
});

describe('links', () => {
  it('are all https', () => {
    for (const link of Object.values(links)) expect(new URL(link).protocol).toBe('https:');
  });
});
