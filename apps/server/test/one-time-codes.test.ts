import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceOffer, stepOfCode } from '../src/auth/device-codes.ts';
import { localPath } from '../src/auth/local-path.ts';
import {
  findRecoveryCode,
  hashRecoveryCodes,
  newRecoveryCodes,
} from '../src/auth/recovery-codes.ts';
import { sealingBy } from '../src/auth/sealing.ts';
import { realWorld } from '../src/index.ts';

const world = realWorld();
const secret = Buffer.from('12345678901234567890');

const stepMs = 30_000;

describe('codes of a device', () => {
  it('are those of RFC 6238, appendix B, for SHA-1', () => {
    const vectors: readonly (readonly [number, string])[] = [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
      [20_000_000_000, '353130'],
    ];
    for (const [seconds, code] of vectors) {
      const atMs = seconds * 1000;
      expect(stepOfCode(secret, code, atMs)).toBe(Math.floor(atMs / stepMs));
    }
  });

  it('fit the step before, the present one and the one after, and no other', () => {
    // Counter 1 of RFC 4226, appendix D.
    const code = '287082';
    const found = [-1, 0, 1, 2, 3].map((step) => stepOfCode(secret, code, step * stepMs + 123));
    expect(found.slice(1)).toEqual([1, 1, 1, null]);
    expect(stepOfCode(secret, '755224', 0)).toBe(0);
    for (const other of ['', '28708', '2870822', 'abcdef', '287083']) {
      expect(stepOfCode(secret, other, stepMs)).toBeNull();
    }
  });
});

describe('what a device is told', () => {
  it('names the server, the account and the secret', () => {
    const names = { host: 'room.example.org', email: 'ada@example.org' };
    const offer = deviceOffer(Buffer.from('foobar'), names);
    expect(offer.secret).toBe('MZXW6YTBOI');
    const url = new URL(offer.uri);
    expect([url.protocol, url.host]).toEqual(['otpauth:', 'totp']);
    expect(decodeURIComponent(url.pathname)).toBe('/Equipoise room.example.org:ada@example.org');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      secret: 'MZXW6YTBOI',
      issuer: 'Equipoise room.example.org',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });

  it('keeps the secret, and issuer and account apart, whatever the names are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('[::1]', 'localhost', 'room.example.org'),
        fc.emailAddress(),
        (host, email) => {
          const { uri, secret: text } = deviceOffer(secret, { host, email });
          expect(new URL(uri).searchParams.get('secret')).toBe(text);
          expect(decodeURIComponent(new URL(uri).pathname).split(':').slice(1)).toEqual([email]);
          expect(uri).toMatch(/^[\x20-\x7e]+$/);
        },
      ),
    );
  });
});

describe('recovery codes', () => {
  it('are ten, all different, and found as people type them', async () => {
    const codes = newRecoveryCodes(world);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes)
      expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){2}$/);
    const hashes = await hashRecoveryCodes(codes.slice(0, 2));
    expect(hashes[0]).toMatch(/^\$argon2id\$/);
    const rows = hashes.map((hash, id) => ({ id, hash }));
    const typed = (codes[1] ?? '').toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O');
    expect((await findRecoveryCode(rows, typed))?.id).toBe(1);
    expect(await findRecoveryCode(rows, codes[2] ?? '')).toBeNull();
    expect(await findRecoveryCode(rows, '')).toBeNull();
  });
});

describe('a sealed secret', () => {
  const key = world.randomBytes(32);
  const sealing = sealingBy(key, world);

  it('opens where it belongs, by its own key alone', () => {
    const sealed = sealing.seal(secret, 'second-factor:a');
    expect(Buffer.from(sealing.open(sealed, 'second-factor:a') ?? [])).toEqual(secret);
    expect(sealing.open(sealed, 'second-factor:b')).toBeNull();
    const other = sealingBy(world.randomBytes(32), world);
    expect([other.isOwn(sealed), other.open(sealed, 'second-factor:a')]).toEqual([false, null]);
    expect(sealing.seal(secret, 'second-factor:a')).not.toBe(sealed);
    expect(sealed).not.toContain(secret.toString('base64url'));
  });

  it('opens no more once any of its letters is another', () => {
    const sealed = sealing.seal(secret, 'x');
    fc.assert(
      fc.property(fc.nat(sealed.length - 2), fc.constantFrom(...'AQgw'), (at, letter) => {
        if (sealed[at] === letter) return;
        expect(
          sealing.open(`${sealed.slice(0, at)}${letter}${sealed.slice(at + 1)}`, 'x'),
        ).toBeNull();
      }),
    );
    for (const text of ['', '1.', sealed.slice(0, 20)]) expect(sealing.open(text, 'x')).toBeNull();
  });
});

describe('the page that a sign-in goes back to', () => {
  it('is one of this app', () => {
    expect(localPath('/studies/a/log?from=3#end')).toBe('/studies/a/log?from=3#end');
    expect(localPath('/')).toBe('/');
  });

  it('is the start where it would lead elsewhere, to the interface for programs or back', () => {
    for (const to of [
      '',
      'account',
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example/',
      '/\t/evil.example/',
      '/.//evil.example/',
      '/a/..//evil.example/',
      'javascript:alert(1)',
      '/api/oidc/callback?x',
      '/a/../api/health',
      '/sign-in?to=/account',
      '/join#token',
    ]) {
      expect([to, localPath(to)]).toEqual([to, '']);
    }
  });

  it('never names another host behind the address of the app', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const path = localPath(`/${text}`);
        for (const base of ['https://room.example', 'https://room.example/base']) {
          expect(new URL(`${base}${path}`).origin).toBe('https://room.example');
        }
        expect(path.startsWith('//')).toBe(false);
      }),
    );
  });
});
