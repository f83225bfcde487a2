import type { APIResponse } from '@playwright/test';

import { inaya, leo } from '../support/people.ts';
import type { Visitor } from '../pages/visitor.ts';
import { expect, test } from '../support/test.ts';

const kinds = ['accueil', 'parametres', 'parametres/informations-personnelles', 'parametres/historique'];
const nobody = '0123456789abcdef0123456789abcdef';

/** What distinguishes one answer from another, apart from what was asked for and what changes each time. */
async function answerTo(visitor: Visitor, id: string, kind: string) {
  const answer: APIResponse = await visitor.context.request.get(`/p/${id}/${kind}`, {
    headers: { Accept: 'text/html' },
    maxRedirects: 0,
  });
  const html = (await answer.text()).replaceAll(id, 'ID').replace(/nonce="[^"]*"/g, 'nonce');
  const headers: Record<string, string | undefined> = answer.headers();
  delete headers['date'];
  delete headers['x-request-id'];
  headers['content-security-policy'] = headers['content-security-policy']?.replace(/'nonce-[^']*'/g, 'nonce');
  return { status: answer.status(), headers, html };
}

test("somebody else's profile and one that does not exist get the same answer, to the letter", async ({ visitor, somebodyElse }) => {
  const other = await somebodyElse();
  await other.signIn(leo);
  const his = await other.profileId('Léo Michel');
  await visitor.signIn(inaya);
  for (const kind of kinds) {
    const foreign = await answerTo(visitor, his, kind);
    const missing = await answerTo(visitor, nobody, kind);
    expect(foreign.status, kind).toBe(403);
    expect(foreign, kind).toEqual(missing);
    // Beside one's own, in the menu.
    expect(foreign.html.split('<main')[1], kind).not.toMatch(/Léo|Lola|Mathis|Inaya/);
  }
});

test('a refused profile shows a page that leads on', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await visitor.open(`/p/${nobody}/accueil`, { status: 403 });
  await visitor.expectPage({ heading: "Vous n'avez pas accès à ce profil." });
  await visitor.page.getByRole('link', { name: "Revenir à l'accueil" }).click();
  await visitor.expectHome(inaya);
});

test('Léo reaches Lola, whom he represents, and never Mathis or Inaya', async ({ visitor, somebodyElse }) => {
  await visitor.signIn(inaya);
  const ids = {
    inaya: await visitor.profileId('Inaya Michel'),
    lola: await visitor.profileId('Lola Michel'),
    mathis: await visitor.profileId('Mathis Michel'),
  };
  const other = await somebodyElse();
  await other.signIn(leo);
  for (const kind of kinds) {
    await other.open(`/p/${ids.lola}/${kind}`);
    await other.header.expectProfile('Lola Michel');
    await other.open(`/p/${ids.mathis}/${kind}`, { status: 403 });
    await expect(other.page.getByText('Mathis')).toHaveCount(0);
    await other.open(`/p/${ids.inaya}/${kind}`, { status: 403 });
    await expect(other.page.getByText('Inaya')).toHaveCount(0);
  }
});

test('an id that is none is refused without an error and without an echo', async ({ visitor }) => {
  await visitor.signIn(inaya);
  const own = await visitor.profileId('Inaya Michel');
  const malformed = ['inaya', own.toUpperCase(), own.slice(1), `${own}0`, '%3Cb%3Ex', '%00', '%ff', '..%2f..', '%C3%A9'.repeat(16), 'x'.repeat(500)];
  for (const id of malformed) {
    for (const kind of kinds) {
      const answer = await visitor.context.request.get(`/p/${id}/${kind}`, { maxRedirects: 0 });
      expect([400, 403, 404], `/p/${id}/${kind}`).toContain(answer.status());
      expect(await answer.text(), id).not.toContain('<b>x');
    }
  }
});

test('without a session every profile is closed the same way, whether it exists or not', async ({ visitor, somebodyElse }) => {
  await visitor.signIn(inaya);
  const own = await visitor.profileId('Inaya Michel');
  const stranger = await somebodyElse();
  for (const kind of kinds) {
    const real = await answerTo(stranger, own, kind);
    const missing = await answerTo(stranger, nobody, kind);
    expect([302, 303, 307], kind).toContain(real.status);
    const target = (answer: typeof real, id: string) => answer.headers['location']?.replaceAll(id, 'ID');
    expect(target(real, own), kind).toBe(target(missing, nobody));
    expect(real.html, 'a redirect carries no page').not.toContain('Inaya');
    expect(real.html).toBe(missing.html);
  }
});
