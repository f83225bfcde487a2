import { inaya, leo } from '../support/people.ts';
import type { Visitor } from '../pages/visitor.ts';
import { expect, test } from '../support/test.ts';

/** Signs in once more from where the visitor was left, and comes back to where they were. */
async function signInAgain(visitor: Visitor, code: () => Promise<string>): Promise<void> {
  await visitor.page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
  await expect(visitor.page).toHaveURL(/\/connexion(\?|$)/);
  await visitor.hydrated();
  await visitor.giveCredentials(inaya);
  await visitor.chooseChannel('email');
  await visitor.giveCode(await code());
}

test('after a quarter of an hour without activity a page says why one is signed out, and leads back', async ({
  visitor,
  demonstration,
  faults,
}) => {
  faults.expectStatus(401);
  await visitor.signIn(inaya);
  await visitor.header.switchTo('Lola Michel');
  await visitor.header.openSettings();
  await visitor.hydrated();
  const there = new URL(visitor.page.url()).pathname;
  await demonstration.advance({ minutes: 16 });
  await visitor.settingsPage.entry("Historique d'activité").click();
  await visitor.expectSignedOut();
  await visitor.expectPage({
    heading: 'Votre session est fermée après 15 minutes sans activité.',
  });
  await expect(visitor.page.getByText('Lola')).toHaveCount(0);
  await signInAgain(visitor, () => demonstration.nextCode());
  await expect(visitor.page).toHaveURL((url) => url.pathname.startsWith(there));
  await visitor.header.expectProfile('Lola Michel');
});

test('a page asked for without a session is shown after sign-in', async ({ visitor, demonstration }) => {
  await visitor.signIn(inaya);
  const lola = await visitor.profileId('Lola Michel');
  await visitor.header.signOut();
  await visitor.expectSignedOut();
  const wanted = `/p/${lola}/parametres/historique`;
  await visitor.page.goto(wanted);
  await visitor.hydrated();
  await expect(visitor.page.getByRole('banner')).not.toContainText('Inaya');
  const signIn = visitor.page.getByRole('main').getByRole('link', { name: 'Se connecter' });
  if (await signIn.isVisible()) {
    await signIn.click();
    await expect(visitor.page).toHaveURL(/\/connexion\?/);
    await visitor.hydrated();
  }
  await visitor.giveCredentials(inaya);
  await visitor.chooseChannel('email');
  await visitor.giveCode(await demonstration.nextCode());
  await expect(visitor.page).toHaveURL(wanted);
  await visitor.header.expectProfile('Lola Michel');
});

test('activity keeps a session open', async ({ visitor, demonstration }) => {
  await visitor.signIn(inaya);
  for (const given of ['Lola', 'Mathis', 'Inaya']) {
    await demonstration.advance({ minutes: 10 });
    await visitor.header.switchTo(`${given} Michel`);
  }
  await visitor.reload();
  await visitor.header.expectProfile('Inaya Michel');
});

test('a session ends after twelve hours whatever one does', async ({ visitor, demonstration }) => {
  await visitor.signIn(inaya);
  const home = new URL(visitor.page.url()).pathname;
  for (let minutes = 12; minutes < 12 * 60; minutes += 12) {
    await demonstration.advance({ minutes: 12 });
    const answer = await visitor.context.request.get(home, { maxRedirects: 0 });
    expect(answer.status(), `after ${minutes} minutes`).toBe(200);
  }
  await demonstration.advance({ minutes: 13 });
  await visitor.page.reload();
  await visitor.expectSignedOut();
});

test('what is still on screen after sign-out in another tab does nothing any more', async ({ visitor, faults }) => {
  faults.expectStatus(401);
  await visitor.signIn(inaya);
  const stale = await visitor.newTab();
  await stale.open(new URL(visitor.page.url()).pathname);
  await visitor.header.signOut();
  await visitor.expectSignedOut();

  await test.step('a link leads out', async () => {
    await stale.page.getByRole('main').getByRole('link', { name: "Voir l'historique d'activité" }).click();
    await expect(stale.page).toHaveURL(/\/(connexion|deconnecte)\?/);
    await stale.hydrated();
    await expect(stale.page.getByText('Inaya')).toHaveCount(0);
  });

  await test.step('going back shows nothing personal', async () => {
    await stale.page.goBack();
    await expect(stale.page.getByRole('heading', { name: /Bonjour|fermée|connecter/ }).first()).toBeVisible();
    await stale.page.reload();
    await expect(stale.heading('Bonjour Inaya,')).toHaveCount(0);
  });

  await test.step('signing out twice is no error', async () => {
    await visitor.signIn(inaya);
    const twice = await visitor.newTab();
    await twice.open(new URL(visitor.page.url()).pathname);
    await visitor.header.signOut();
    await visitor.expectSignedOut();
    await twice.header.signOut();
    await twice.expectSignedOut();
  });
});

test('a session that was signed out is closed on the server', async ({ visitor, somebodyElse }) => {
  await visitor.signIn(inaya);
  const address = new URL(visitor.page.url()).pathname;
  const cookies = await visitor.context.cookies();
  const copy = await somebodyElse();
  await copy.context.addCookies(cookies);
  await copy.open(address);
  await copy.header.expectProfile('Inaya Michel');
  await visitor.header.signOut();
  await visitor.expectSignedOut();
  await copy.page.reload();
  await copy.expectSignedOut();
});

test('cut and altered cookies are no session, and no error', async ({ visitor, faults }) => {
  faults.expectStatus(401);
  await visitor.signIn(inaya);
  const address = new URL(visitor.page.url()).pathname;
  const cookies = await visitor.context.cookies();
  expect(cookies.length, 'there is a cookie to alter').toBeGreaterThan(0);
  const alterations: Record<string, (value: string) => string> = {
    'cut in half': (value) => value.slice(0, value.length / 2),
    'one letter changed': (value) => (value.startsWith('A') ? 'B' : 'A') + value.slice(1),
    'another last letter': (value) => value.slice(0, -1) + (value.endsWith('Q') ? 'g' : 'Q'),
    'one letter too many': (value) => `${value}A`,
    emptied: () => '',
    'very long': () => 'A'.repeat(3000),
    'not a token': () => '%00%0d%0a<b>',
  };
  for (const [name, alter] of Object.entries(alterations)) {
    await test.step(name, async () => {
      await visitor.context.clearCookies();
      await visitor.context.addCookies(cookies.map((cookie) => ({ ...cookie, value: alter(cookie.value) })));
      await visitor.page.goto(address);
      await expect(visitor.page).toHaveURL(/\/(connexion|deconnecte)\?/);
      await expect(visitor.page.getByText('Inaya')).toHaveCount(0);
    });
  }
  await test.step('the real ones still work', async () => {
    await visitor.context.clearCookies();
    await visitor.context.addCookies(cookies);
    await visitor.open(address);
    await visitor.header.expectProfile('Inaya Michel');
  });
});

test("another session's cookies are that session, never a mixture", async ({ visitor, somebodyElse }) => {
  await visitor.signIn(inaya);
  const address = new URL(visitor.page.url()).pathname;
  const other = await somebodyElse();
  await other.signIn(leo);
  await visitor.context.clearCookies();
  await visitor.context.addCookies(await other.context.cookies());
  await visitor.open(address, { status: 403 });
  await expect(visitor.page.getByText('Inaya')).toHaveCount(0);
  await visitor.open('/profils');
  await expect(visitor.profilesPage.profiles).toHaveText([/Léo Michel/, /Lola Michel/]);
});

test('a visitor who is signed in is taken home from the front page', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await visitor.page.goto('/');
  await visitor.expectHome(inaya);
});
