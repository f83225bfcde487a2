import { createHash } from 'node:crypto';

import type { APIRequestContext, APIResponse } from '@playwright/test';

import { carried } from '../support/forms.ts';
import { inaya, password } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

const policy = [
  "default-src 'none'",
  "script-src 'nonce-N' 'strict-dynamic' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/** What every answer carries, whatever it is. */
function expectCommonHeaders(answer: APIResponse, name: string): void {
  const headers = answer.headers();
  expect.soft(headers['x-content-type-options'], `${name}: nosniff`).toBe('nosniff');
  expect.soft(headers['referrer-policy'], `${name}: referrer`).toBe('same-origin');
  expect.soft(headers['cross-origin-opener-policy'], `${name}: opener`).toBe('same-origin');
  expect.soft(headers['cross-origin-resource-policy'], `${name}: resource`).toBe('same-origin');
  expect.soft(headers['permissions-policy'], `${name}: permissions`).toContain('camera=()');
  expect.soft(headers['server'], `${name}: nothing about the program`).toBeUndefined();
  expect.soft(headers['x-powered-by'], `${name}: nothing about the program`).toBeUndefined();
  const directives = headers['content-security-policy']
    ?.replace(/'nonce-[A-Za-z0-9+/=_-]{16,}'/, "'nonce-N'")
    .split(';')
    // The first look of a page: two texts of our own style sheet, and no others.
    .map((directive) => directive.trim().replace(/^(style-src 'self')( 'sha256-[A-Za-z0-9+/]{43}='){2}$/, '$1'))
    .filter(Boolean);
  for (const directive of policy) {
    if (directive.startsWith('script-src')) continue;
    expect.soft(directives, `${name}: policy`).toContain(directive);
  }
  expect.soft(headers['content-security-policy'], `${name}: no inline anything`).not.toMatch(/'unsafe-(inline|eval|hashes)'/);
}

async function linked(request: APIRequestContext): Promise<{ styles: string[]; scripts: string[]; wasm: string[] }> {
  const html = await (await request.get('/connexion')).text();
  const all = (pattern: RegExp) => [...html.matchAll(pattern)].map((match) => match[1]!);
  return {
    styles: all(/href="(\/pkg\/[^"]+\.css)"/g),
    scripts: [...new Set(all(/["'`](\/pkg\/[^"'`]+\.js)["'`]/g))],
    wasm: [...new Set(all(/["'`](\/pkg\/[^"'`]+\.wasm)["'`]/g))],
  };
}

test('every kind of answer carries the headers that keep a browser safe', async ({ request, visitor }) => {
  await visitor.signIn(inaya);
  const home = new URL(visitor.page.url()).pathname;
  const { styles, scripts } = await linked(request);
  const plain = { maxRedirects: 0 };
  const answers: Record<string, Promise<APIResponse>> = {
    'a public page': request.get('/connexion', plain),
    'a private page': visitor.context.request.get(home, plain),
    'a private page without a session': request.get(home, plain),
    'a refused profile': visitor.context.request.get(`/p/${'0'.repeat(32)}/accueil`, plain),
    'no page': request.get('/nulle-part', plain),
    'a style sheet': request.get(styles[0]!, plain),
    'a script': request.get(scripts[0]!, plain),
    'no script': request.get('/pkg/nothing.js', plain),
    'an icon': request.get('/icons.svg', plain),
    'a refused post': request.post('/api/connexion/identification', { ...plain, form: {} }),
    'no function': request.post('/api/nothing', { ...plain, form: {} }),
    'the wrong method': request.get('/api/connexion/identification', plain),
    'a length of session': request.get('/session/duree', plain),
    'the life sign': request.get('/livez', plain),
    'the messages': request.get('/demonstration/messages.json', plain),
  };
  for (const [name, answer] of Object.entries(answers)) expectCommonHeaders(await answer, name);
});

test('each page has a nonce of its own, and all of its scripts carry it', async ({ request }) => {
  const nonces = new Set<string>();
  for (let time = 0; time < 5; time += 1) {
    const answer = await request.get('/connexion');
    const nonce = /'nonce-([^']+)'/.exec(answer.headers()['content-security-policy'] ?? '')?.[1];
    expect(nonce).toBeTruthy();
    nonces.add(nonce!);
    const html = await answer.text();
    const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length).toBeGreaterThan(0);
    for (const tag of scripts) expect(tag).toContain(`nonce="${nonce}"`);
    expect(html, 'no inline style').not.toMatch(/\sstyle="/);
    // But the first look of a page: a text that the policy allows by its hash, and the only one.
    const looks = [...html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style>/g)].map(([, css]) => createHash('sha256').update(css!).digest('base64'));
    expect(looks.length).toBe(1);
    expect(answer.headers()['content-security-policy']).toContain(`'sha256-${looks[0]}'`);
    expect(html, 'no inline handler').not.toMatch(/\son[a-z]+="/);
  }
  expect(nonces.size).toBe(5);
});

test('a page that is reached from another of ours links to the style sheet and carries nothing of it', async ({ request }) => {
  const html = await (await request.get('/connexion', { headers: { 'Sec-Fetch-Site': 'same-origin' } })).text();
  expect(html).not.toContain('<style');
  expect(html.indexOf('rel="stylesheet"'), 'in the head').toBeLessThan(html.indexOf('<body'));
});

test('what is private is kept nowhere; what never changes is kept for ever, and small', async ({ request, visitor }) => {
  await visitor.signIn(inaya);
  for (const path of [new URL(visitor.page.url()).pathname, '/profils', '/session/duree', '/connexion', '/demonstration/messages.json']) {
    const answer = await visitor.context.request.get(path);
    expect.soft(answer.headers()['cache-control'], path).toContain('no-store');
  }
  const { styles, scripts, wasm } = await linked(request);
  const assets = [...styles, ...scripts, ...wasm];
  expect(assets.length).toBeGreaterThanOrEqual(3);
  for (const path of assets) {
    const answer = await request.get(path, { headers: { 'Accept-Encoding': 'br' } });
    expect.soft(answer.headers()['cache-control'], path).toMatch(/public.*max-age=31536000.*immutable/);
    expect.soft(answer.headers()['content-encoding'], path).toBe('br');
    expect.soft(answer.headers()['vary']?.toLowerCase(), path).toContain('accept-encoding');
    expect.soft(path, 'its name changes with its content').toMatch(/\.[A-Za-z0-9_-]{16,}\./);
  }
  expect((await request.get(wasm[0]!)).headers()['content-type']).toBe('application/wasm');
});

test('the session is a cookie that no script reads and no other site sends', async ({ visitor, request }) => {
  const anonymous = await request.get('/');
  expect(anonymous.headers()['set-cookie'], 'the front page needs no cookie').toBeUndefined();
  await visitor.signIn(inaya);
  const cookies = await visitor.context.cookies();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) {
    expect.soft(cookie.httpOnly, cookie.name).toBe(true);
    expect.soft(['Lax', 'Strict'], cookie.name).toContain(cookie.sameSite);
    expect.soft(cookie.path, cookie.name).toBe('/');
    expect.soft(cookie.value, cookie.name).not.toMatch(/inaya|michel/i);
  }
});

test('a post from another site, or from nowhere, is refused before anything is done', async ({ request, visitor, demonstration, server }) => {
  await visitor.signIn(inaya);
  const home = new URL(visitor.page.url()).pathname;
  const form = { identifiant: inaya.identifier, mot_de_passe: password };
  const visits: Record<string, Record<string, string>> = {
    'no origin': {},
    'another origin': { Origin: 'https://evil.example' },
    'no origin at all («null»)': { Origin: 'null' },
    'another port': { Origin: 'http://127.0.0.1:1' },
    'a name that only begins alike': { Origin: `${server.origin}.evil.example` },
    'another site': { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    'a sister site': { 'Sec-Fetch-Site': 'same-site', Origin: 'https://evil.example' },
  };
  for (const [name, headers] of Object.entries(visits)) {
    const answer = await visitor.context.request.post('/api/connexion/identification', { form, headers, maxRedirects: 0 });
    expect.soft(answer.status(), name).toBe(403);
    const out = await visitor.context.request.post('/api/deconnexion', { headers, maxRedirects: 0 });
    expect.soft(out.status(), name).toBe(403);
    const reset = await request.post('/api/demonstration/remise-a-zero', { headers, maxRedirects: 0 });
    expect.soft(reset.status(), name).toBe(403);
  }
  await visitor.open(home);
  await visitor.header.expectProfile('Inaya Michel');
  expect(await demonstration.messages()).toHaveLength(1);
});

test('nothing is done by a mere address', async ({ visitor }) => {
  await visitor.signIn(inaya);
  const home = new URL(visitor.page.url()).pathname;
  for (const path of ['deconnexion', 'connexion/identification', 'demonstration/remise-a-zero', 'session/prolonger', 'profils']) {
    const answer = await visitor.context.request.get(`/api/${path}`, { maxRedirects: 0 });
    expect.soft([403, 404, 405], path).toContain(answer.status());
  }
  await visitor.open(home);
  await visitor.header.expectProfile('Inaya Michel');
});

test('bodies that are too large, of the wrong kind or broken are refused, and the service goes on', async ({ request, server }) => {
  const headers = { Origin: server.origin };
  const post = (data: string | Buffer, type: string) =>
    request.post('/api/connexion/identification', { data, headers: { ...headers, 'Content-Type': type }, maxRedirects: 0 });
  const form = 'application/x-www-form-urlencoded';
  const answers = {
    'three million bytes': await post(`identifiant=${'a'.repeat(3_000_000)}`, form),
    'not a form': await post('{"identifiant":1}', 'application/json'),
    'no text': await post(Buffer.from([0xff, 0xfe, 0x00, 0x3d]), form),
    'a broken escape': await post('identifiant=%E9%ZZ&mot_de_passe=%', form),
    'nested deep': await post(`identifiant${'[a]'.repeat(500)}=1`, form),
    'a field twice': await post('identifiant=a&identifiant=b&mot_de_passe=c', form),
  };
  for (const [name, answer] of Object.entries(answers)) {
    expect.soft(answer.status(), name).toBeLessThan(500);
    const told = await answer.text();
    expect.soft(told, `${name}: no word of a library`).not.toMatch(/serde|missing field|expected|panicked|src\//i);
  }
  expect(answers['three million bytes'].status()).toBe(413);
  expect((await request.get('/readyz')).status()).toBe(200);
});

test('a return address to another site is dropped by the server too', async ({ request, server, demonstration }) => {
  const headers = { Origin: server.origin, Accept: 'text/html' };
  for (const retour of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', '/%2F/evil.example', '/a\r\nSet-Cookie: x=y']) {
    const first = await request.post('/api/connexion/identification', {
      form: { identifiant: 'leo.michel', mot_de_passe: password, retour },
      headers,
      maxRedirects: 0,
    });
    expect(first.headers()['location'], retour).toMatch(/\/connexion\/code$/);
    const compte = carried(await (await request.get('/connexion/code', { headers })).text(), 'compte');
    const form = { code: await demonstration.nextCode(), compte };
    const last = await request.post('/api/connexion/code', { form, headers, maxRedirects: 0 });
    expect(last.headers()['location'], retour).toMatch(/^(http:\/\/127\.0\.0\.1:\d+)?\/p\/[0-9a-f]{32}\/accueil$/);
  }
});

test('the life signs tell nothing but themselves', async ({ request }) => {
  for (const path of ['/livez', '/readyz']) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(200);
    expect((await answer.text()).length, path).toBeLessThan(100);
  }
});
