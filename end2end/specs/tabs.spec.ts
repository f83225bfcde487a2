import { inaya, leo } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing } from '../support/text.ts';

// Two persons in two tabs of one browser.

const REPLACED = "Une autre personne s'est connectée entre-temps.";

test("a code typed in one tab never signs in the account of the other tab", async ({ visitor, demonstration }) => {
  await visitor.open('/connexion');
  await visitor.giveCredentials(inaya);
  await visitor.chooseChannel('email');
  await demonstration.nextCode();
  const other = await visitor.newTab();
  await other.open('/connexion');
  await other.giveCredentials(leo);
  const otherCode = await demonstration.nextCode();

  await visitor.giveCode(otherCode);
  await expect(visitor.page).toHaveURL(/\/connexion$/);
  await expect(visitor.page.getByRole('alert')).toHaveText(containing('Une autre connexion a été commencée entre-temps dans ce navigateur'));
  await expect(visitor.page.getByRole('main')).not.toContainText('exemple.fr');
  await other.giveCode(otherCode);
  await other.expectHome(leo);
});

test('a page of somebody who was signed in before acts for nobody else', async ({ visitor, demonstration }) => {
  const other = await visitor.newTab();
  await other.open('/connexion');
  await visitor.signIn(inaya);
  await visitor.header.openAddProfile();
  await visitor.page.locator('label').filter({ hasText: 'Louise M.' }).click();
  await visitor.page.getByText('Je certifie être le représentant légal').click();
  await other.giveCredentials(leo);
  await other.giveCode(await demonstration.nextCode());
  await other.expectHome(leo);

  await visitor.page.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await expect(visitor.heading(REPLACED)).toBeVisible();
  await expect(visitor.page.getByText('Louise')).toHaveCount(0);
  await visitor.page.getByRole('link', { name: "Aller à l'accueil de ce compte" }).click();
  await visitor.expectHome(leo);
});

test('what was typed before the time-out is there after signing in again', async ({ visitor, demonstration }) => {
  await visitor.signIn(inaya);
  const id = await visitor.profileId('Inaya Michel');
  await visitor.open(`/p/${id}/bienvenue/poids`);
  await visitor.page.getByLabel('Poids, en kilogrammes').fill('56,1');
  await demonstration.advance({ minutes: 16 });
  await visitor.page.getByRole('button', { name: 'Continuer' }).click();
  await visitor.expectSignedOut();
  await expect(visitor.heading('Votre session est fermée après 15 minutes sans activité.')).toBeVisible();
  await visitor.page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
  await visitor.hydrated();
  await visitor.giveCredentials(inaya);
  await visitor.chooseChannel('email');
  await visitor.giveCode(await demonstration.nextCode());
  await expect(visitor.page).toHaveURL(`/p/${id}/bienvenue/poids`);
  await expect(visitor.page.getByLabel('Poids, en kilogrammes')).toHaveValue('56,1');
  await expect(visitor.page.getByRole('alert')).toHaveText(containing("Votre session était fermée avant l'envoi : rien n'a été enregistré."));
});

test("signing in with a way back to somebody else's profile: heading, title and announcement agree", async ({ visitor, demonstration, faults }) => {
  faults.expectStatus(403);
  await visitor.signIn(inaya);
  const mathis = await visitor.profileId('Mathis Michel');
  await visitor.header.signOut();
  await visitor.expectSignedOut();
  await visitor.page.goto(`/p/${mathis}/parametres`);
  await visitor.hydrated();
  await visitor.giveCredentials(leo);
  await visitor.giveCode(await demonstration.nextCode());
  await visitor.expectPage({
    heading: "Vous n'avez pas accès à ce profil.",
  });
  if (visitor.hydrates) {
    await expect(visitor.page.locator('#annonces')).toHaveText(containing("Vous n'avez pas accès à ce profil"));
  }
});
