import { otherThan } from '../support/demonstration.ts';
import { inaya, leo } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { words } from '../support/text.ts';

/** With what everybody's history begins: the insurer's file named them. */
const announced = 'Création possible de Mon espace santé, Assurance Maladie';

test('the history tells every act, newest first, by day', async ({ visitor, demonstration }) => {
  await test.step('a first day: a wrong password, a sign-in', async () => {
    await visitor.open('/connexion');
    await visitor.signInPage.fill(inaya.identifier, 'pas-le-bon');
    await visitor.signInPage.submit();
    await visitor.signInPage.errors.expectMessages('Identifiant ou mot de passe incorrect.');
    await visitor.signIn(inaya, { by: 'sms' });
    await visitor.header.signOut();
    await visitor.expectSignedOut();
  });

  await test.step('the next day: too many wrong codes, then a sign-in', async () => {
    await demonstration.advance({ minutes: 24 * 60 });
    await visitor.open('/connexion');
    await visitor.giveCredentials(inaya);
    await visitor.chooseChannel('email');
    const code = await demonstration.nextCode();
    for (let wrong = 1; wrong <= 5; wrong += 1) {
      await visitor.giveCode(otherThan(code, wrong));
      if (wrong < 5) await visitor.codePage.errors.expectMessages(`Ce code ne correspond pas. Il reste ${5 - wrong} ${wrong < 4 ? 'essais' : 'essai'}.`);
    }
    await expect(visitor.page).toHaveURL(visitor.signInPage.path);
    await demonstration.advance({ minutes: 1 });
    await visitor.signIn(inaya, { by: 'email' });
  });

  await visitor.header.openSettings();
  await visitor.settingsPage.entry("Historique d'activité").click();
  await visitor.expectPage({ heading: "Historique d'activité" });
  const lines = await visitor.historyPage.lines();
  const told = lines.map(({ what, detail, who }) => [what, detail, who].filter(Boolean).join(', '));
  // It is written a little after the answer, which must not tell by its slowness that the identifier is known: where it stands
  // among the lines of its day is open, but the clock waits for it.
  const refusal = 'Connexion refusée, Mot de passe incorrect, Personne non identifiée';
  expect(told.indexOf(refusal), told.join('\n')).toBeGreaterThan(3);
  expect(told.filter((line) => line !== refusal)).toEqual([
    'Connexion, Par e-mail, Moi',
    "Envoi d'un code à usage unique, Par e-mail, Mon espace santé",
    'Connexion refusée, Code à usage unique incorrect, Personne non identifiée',
    "Envoi d'un code à usage unique, Par e-mail, Mon espace santé",
    'Déconnexion, Moi',
    'Connexion, Par SMS, Moi',
    "Envoi d'un code à usage unique, Par SMS, Mon espace santé",
    announced,
  ]);
  const times = lines.map(({ at }) => at);
  expect(times).toEqual([...times].sort().reverse());
  await expect(visitor.historyPage.days).toHaveCount(2);
  await expect(visitor.historyPage.days).toHaveText([/\d{4}/, /\d{4}/]);
});

test('a long history goes on, page after page, without a gap', async ({ visitor }) => {
  for (let time = 0; time < 8; time += 1) {
    await visitor.signIn(inaya);
    await visitor.header.signOut();
    await visitor.expectSignedOut();
  }
  await visitor.signIn(inaya);
  const own = await visitor.profileId('Inaya Michel');
  await visitor.open(`/p/${own}/parametres/historique`);
  await expect(visitor.historyPage.items).toHaveCount(20);
  const newest = await visitor.historyPage.lines();
  // 9 sign-ins of two lines, 8 sign-outs, and the insurer's announcement.
  await expect(visitor.historyPage.older).toHaveText(words('Afficher 7 activités de plus'));
  await visitor.historyPage.older.click();
  if (visitor.hydrates) {
    // They are added, and one reads on from the first of them.
    await expect(visitor.historyPage.items).toHaveCount(27);
    await expect(visitor.historyPage.items.nth(20)).toBeFocused();
    await expect(visitor.page).toHaveURL(/historique$/);
    expect((await visitor.historyPage.lines()).slice(0, 20)).toEqual(newest);
  } else {
    await expect(visitor.page).toHaveURL(/historique\?apres=[0-9a-f]{32}$/);
    await expect(visitor.page.getByRole('heading', { name: 'Activités plus anciennes' })).toBeVisible();
    await expect(visitor.historyPage.items).toHaveCount(7);
  }
  const oldest = (await visitor.historyPage.lines()).slice(-7);
  await expect(visitor.historyPage.older).toHaveCount(0);
  const kinds = [...newest, ...oldest].map(({ what }) => what);
  expect(kinds.filter((what) => what === 'Connexion')).toHaveLength(9);
  expect(kinds.filter((what) => what === 'Déconnexion')).toHaveLength(8);
});

test("the parents' own acts and refusals never show in a child's history", async ({ visitor, somebodyElse }) => {
  await visitor.signIn(inaya);
  const lola = await visitor.profileId('Lola Michel');
  const mathis = await visitor.profileId('Mathis Michel');
  const other = await somebodyElse();
  await other.signIn(leo);
  await other.open(`/p/${mathis}/accueil`, { status: 403 });
  await other.open(`/p/${lola}/accueil`);
  await other.open(`/p/${lola}/parametres/informations-personnelles`);

  await test.step('Lola: that her father read it, and nothing of anybody else', async () => {
    await visitor.open(`/p/${lola}/parametres/historique`);
    const lines = await visitor.historyPage.lines();
    expect(lines.map(({ what }) => what)).not.toContain('Connexion');
    expect(new Set(lines.map(({ what }) => what))).toEqual(new Set(['Consultation du profil', 'Création possible de Mon espace santé']));
    expect(lines.some(({ who, detail }) => who === 'Léo Michel' && detail === 'Informations personnelles')).toBe(true);
    await expect(visitor.page.getByRole('main')).not.toContainText('Mathis');
  });

  await test.step('Mathis: not that somebody was refused', async () => {
    await visitor.open(`/p/${mathis}/parametres/historique`);
    const lines = await visitor.historyPage.lines();
    expect(lines.filter(({ who }) => who !== 'Moi' && who !== 'Assurance Maladie')).toEqual([]);
    await expect(visitor.page.getByRole('main')).not.toContainText('Léo');
  });

  await test.step('Léo: his refusal is in his own', async () => {
    const own = await other.profileId('Léo Michel');
    await other.open(`/p/${own}/parametres/historique`);
    const refused = (await other.historyPage.lines()).filter(({ what }) => what === 'Accès refusé');
    expect(refused).toHaveLength(1);
    await expect(other.page.getByRole('main')).not.toContainText('Mathis');
  });

  await test.step('Inaya: nothing of Léo', async () => {
    const own = await visitor.profileId('Inaya Michel');
    await visitor.open(`/p/${own}/parametres/historique`);
    await expect(visitor.page.getByRole('main')).not.toContainText('Léo');
  });
});

test('a place in the history that is none, or of another profile, tells nothing', async ({ visitor }) => {
  await visitor.signIn(inaya);
  const own = await visitor.profileId('Inaya Michel');
  for (const place of ['x', '0123456789abcdef0123456789abcdef', '%3Cb%3Ex', '']) {
    const answer = await visitor.context.request.get(`/p/${own}/parametres/historique?apres=${place}`);
    expect(answer.status(), place).toBeLessThan(500);
    expect(await answer.text()).not.toContain('<b>x');
  }
});
