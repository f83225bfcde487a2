import { HtmlValidate } from 'html-validate';

import { inaya } from '../support/people.ts';
import type { Visitor } from '../pages/visitor.ts';
import { expect, test } from '../support/test.ts';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
  rules: {
    // The compressor of the view macro writes `required` and `required=""` as it likes; both are HTML.
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'no-trailing-whitespace': 'off',
    'no-inline-style': 'error',
    // The summary of what is wrong with a form stands above the page's heading (reference: GOV.UK Design System).
    'heading-level': ['error', { minInitialRank: 'h2' }],
    // A list may have a name.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // Hashed by name and served by this very service.
    'require-sri': 'off',
  },
});

/** What the server sends is valid HTML, before any program has touched it. */
async function expectValid(visitor: Visitor, path: string, status = 200): Promise<void> {
  const answer = await visitor.context.request.get(path, { maxRedirects: 0, headers: { Accept: 'text/html' } });
  expect(answer.status(), path).toBe(status);
  // The framework marks places with `<!>`, which browsers read as an empty comment.
  // And it writes the nonce into `crossorigin` of its own links; browsers read any value as «anonymous».
  const html = (await answer.text())
    .replaceAll('<!>', '<!---->')
    .replace(/(<link rel="(?:module)?preload" href="\/pkg\/[^>]*) crossorigin="[0-9a-f]{32}"/g, '$1 crossorigin');
  const report = await validator.validateString(html);
  const messages = report.results.flatMap((result) =>
    result.messages.map(({ ruleId, message, line, column, selector }) => {
      const place = html.split('\n')[line - 1]?.slice(Math.max(0, column - 40), column + 80);
      return `${ruleId}: ${message} (${selector ?? ''}: …${place}…)`;
    }),
  );
  expect.soft(messages, path).toEqual([]);
  expect.soft(Buffer.byteLength(html), `${path}: a page stays small`).toBeLessThan(60_000);
}

test('the pages that anybody sees are valid HTML', async ({ visitor }) => {
  for (const path of ['/', '/connexion', '/deconnecte', '/deconnecte?motif=inactivite', '/accessibilite', '/mentions-legales', '/donnees-personnelles', '/demonstration']) {
    await expectValid(visitor, path);
  }
  await expectValid(visitor, '/nulle-part', 404);
});

test('the pages of sign-in are valid HTML, with their faults too', async ({ visitor, server }) => {
  const post = (path: string, form: Record<string, string>) =>
    visitor.context.request.post(path, { form, headers: { Origin: server.origin, Accept: 'text/html' }, maxRedirects: 0 });
  await post('/api/connexion/identification', { identifiant: '"><b>x', mot_de_passe: '' });
  await expectValid(visitor, '/connexion');
  await visitor.open('/connexion');
  await visitor.giveCredentials(inaya);
  await expectValid(visitor, '/connexion/code/canal');
  await post('/api/connexion/canal', { canal: 'pigeon' });
  await expectValid(visitor, '/connexion/code/canal');
  await visitor.chooseChannel('sms');
  await expectValid(visitor, '/connexion/code');
  await post('/api/connexion/code', { code: 'x' });
  await expectValid(visitor, '/connexion/code');
});

test('the private pages are valid HTML', async ({ visitor }) => {
  await visitor.signIn(inaya);
  for (const name of ['Inaya Michel', 'Lola Michel']) {
    const id = await visitor.profileId(name);
    for (const kind of ['accueil', 'parametres', 'parametres/informations-personnelles', 'parametres/historique']) {
      await expectValid(visitor, `/p/${id}/${kind}`);
    }
  }
  await expectValid(visitor, '/profils');
  await expectValid(visitor, '/demonstration');
  await expectValid(visitor, `/p/${'0'.repeat(32)}/accueil`, 403);
});
