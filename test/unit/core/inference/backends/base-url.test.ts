import { describe, expect, it } from 'vitest';
import { apiRootOf, parseBaseUrl, serverRootOf } from '../../../../../core/inference/backends/base-url.ts';

const roots = (text: string) => {
  const url = parseBaseUrl(text);
  return url === null ? null : [serverRootOf(url), apiRootOf(url)];
};

describe('a base URL', () => {
  it.each([
    ['http://localhost:1234', 'http://localhost:1234', 'http://localhost:1234/v1'],
    ['http://localhost:1234/', 'http://localhost:1234', 'http://localhost:1234/v1'],
    ['http://localhost:1234/v1', 'http://localhost:1234', 'http://localhost:1234/v1'],
    ['http://localhost:1234/v1/', 'http://localhost:1234', 'http://localhost:1234/v1'],
    ['http://localhost:1234/v1/chat/completions', 'http://localhost:1234', 'http://localhost:1234/v1'],
    ['https://openrouter.ai/api/v1', 'https://openrouter.ai', 'https://openrouter.ai/api/v1'],
    ['http://[::1]:8080/llm/v1', 'http://[::1]:8080/llm', 'http://[::1]:8080/llm/v1'],
  ])('%s leads to %s and %s', (text, server, api) => {
    expect(roots(text)).toEqual([server, api]);
  });

  it.each([
    '',
    'localhost:1234',
    'ftp://localhost/',
    'file:///etc/passwd',
    'http://user@localhost/',
    'http://:key@localhost/',
    'http://localhost/?key=1',
    'http://localhost/#x',
    'http://',
  ])('is not "%s"', (text) => {
    expect(roots(text)).toBeNull();
  });
});
