import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whereTo } from '../../src/pages/sign-in/where-to.ts';

const start = { pathname: '/', search: '', hash: '' };

describe('where to go after signing in', () => {
  it('keeps path, search and place of the page', () => {
    expect(whereTo('/studies/a/log?from=3#end', '')).toEqual({
      pathname: '/studies/a/log',
      search: '?from=3',
      hash: 'end',
    });
  });

  it('takes the base path off', () => {
    expect(whereTo('/room/account', '/room').pathname).toBe('/account');
    expect(whereTo('/account', '/room').pathname).toBe('/account');
  });

  it('leads to the start where it would lead elsewhere or back', () => {
    for (const to of [
      undefined,
      7,
      '',
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example/',
      'javascript:alert(1)',
      '/sign-in?to=/account',
    ]) {
      expect(whereTo(to, '')).toEqual(start);
    }
  });

  it('never names another origin', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { pathname } = whereTo(`/${text}`, '');
        expect(new URL(pathname, 'http://here.test').origin).toBe('http://here.test');
      }),
    );
  });
});
