import { inaya } from '../support/people.ts';
import type { Visitor } from '../pages/visitor.ts';
import { htmlFaults } from '../support/html.ts';
import { expect, test } from '../support/test.ts';

/** What the server sends is valid HTML, before any program has touched it. */
async function expectValid(visitor: Visitor, path: string, status = 200): Promise<void> {
  const answer = await visitor.context.request.get(path, { maxRedirects: 0, headers: { Accept: 'text/html' } });
  expect(answer.status(), path).toBe(status);
  const html = await answer.text();
  expect.soft(await htmlFaults(html), path).toEqual([]);
  const [look = ''] = /<style>[\s\S]*?<\/style>/.exec(html) ?? [];
  expect.soft(Buffer.byteLength(look), `${path}: a first look stays small`).toBeLessThan(30_000);
  expect.soft(Buffer.byteLength(html) - Buffer.byteLength(look), `${path}: a page stays small`).toBeLessThan(60_000);
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
    for (const kind of [
      'accueil',
      'parametres',
      'parametres/informations-personnelles',
      'parametres/historique',
      'bienvenue/taille',
      'bienvenue/allergies',
      'bienvenue/urgence',
      'bienvenue/termine',
    ]) {
      await expectValid(visitor, `/p/${id}/${kind}`);
    }
  }
  await expectValid(visitor, '/profils');
  await expectValid(visitor, '/profils/ajouter');
  await expectValid(visitor, '/demonstration');
  await expectValid(visitor, `/p/${'0'.repeat(32)}/accueil`, 403);
});
