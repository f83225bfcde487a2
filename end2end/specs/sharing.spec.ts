import type { Visitor } from '../pages/visitor.ts';
import { inaya, leo, password } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing, words } from '../support/text.ts';

const day = 24 * 60;

/** Opens the sharing of Mathis's profile, which Inaya manages alone. */
async function openSharing(visitor: Visitor, ending = ''): Promise<void> {
  const id = await visitor.profileId('Mathis Michel');
  await visitor.open(`/p/${id}/parametres/partage${ending}`);
}

const send = words("Partager l'accès au profil");

/** Names the person in the form, as their papers do, and sends it. */
async function name(visitor: Visitor, person: { given?: string } = {}): Promise<void> {
  await fill(visitor, person);
  await visitor.page.getByRole('button', { name: send }).click();
}

async function fill(visitor: Visitor, { given = 'léo' } = {}): Promise<void> {
  const { page } = visitor;
  await page.getByLabel('Nom', { exact: true }).fill('MICHEL');
  await page.getByLabel('Prénom').fill(given);
  await visitor.wizard.fillBirthDate(['3', 'septembre', '1982']);
  await page.getByLabel('Numéro de sécurité sociale').fill('1 82 09 88 321 047 28');
  await page.getByRole('checkbox', { name: /^Je déclare/ }).check();
}

/** Inaya invites Léo, by the pages. */
async function invite(visitor: Visitor): Promise<void> {
  await openSharing(visitor);
  await visitor.page.getByRole('link', { name: words("Partager l'accès au profil") }).click();
  await visitor.expectPage({ heading: 'Je partage le profil de Mathis', title: 'Je partage le profil' });
  await name(visitor);
  await visitor.expectPage({ heading: 'La demande de partage a bien été envoyée !' });
}

test('a parent shares a child with the other one, who accepts; then it ends', async ({ visitor, somebodyElse, demonstration }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  await test.step('nothing filled in: said beside the fields', async () => {
    await openSharing(visitor, '/nouveau');
    await page.getByRole('button', { name: words("Partager l'accès au profil") }).click();
    await visitor.wizard.expectWrong(
      'Indiquez le nom.',
      'Indiquez le prénom.',
      'Indiquez la date de naissance.',
      'Indiquez le numéro de sécurité sociale.',
      'Déclarez que cette personne est représentant légal.',
    );
  });
  await test.step('somebody who is not there: one answer, whatever the cause', async () => {
    await name(visitor, { given: 'Léa' });
    await visitor.expectPage({ heading: "Le partage n'a pas pu être effectué" });
  });
  await invite(visitor);
  await expect(page.getByText(/^Valable jusqu'au/)).toBeVisible();
  await openSharing(visitor);
  await expect(page.getByText(containing('Une demande de partage est en attente'))).toBeVisible();

  const other = await somebodyElse();
  await other.signIn(leo);
  await other.page.getByRole('link', { name: 'Répondre à la demande' }).click();
  await other.expectPage({ heading: 'Mes demandes de partage' });
  await expect(other.page.getByText(containing('vous propose de gérer avec vous le profil de Mathis Michel'))).toBeVisible();
  await other.page.getByRole('button', { name: 'Accepter' }).click();
  await expect(other.page).toHaveURL(/\/p\/[0-9a-f]{32}\/accueil$/);
  await other.hydrated();
  await other.expectPage({ heading: 'Profil de Mathis', title: 'Accueil' });

  await openSharing(visitor);
  await expect(page.getByRole('listitem').filter({ hasText: 'Léo Michel' })).toBeVisible();
  expect((await demonstration.messages()).some(({ subject }) => subject === 'Votre demande de partage est acceptée')).toBe(true);
  await page.getByRole('link', { name: 'Mettre fin au partage' }).click();
  await visitor.expectPage({ heading: 'Mettre fin au partage ?' });
  await page.getByRole('button', { name: 'Mettre fin au partage' }).click();
  await expect(page.getByText(words('Le partage du profil a pris fin.'))).toBeVisible();
  await other.open(new URL(other.page.url()).pathname, { status: 403 });
});

test('an invitation is withdrawn, refused, and runs out', async ({ visitor, somebodyElse, demonstration }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  await invite(visitor);
  const other = await somebodyElse();
  await other.signIn(leo);
  await other.open('/invitations');

  await test.step('withdrawn while the other reads it', async () => {
    await openSharing(visitor);
    await page.getByRole('button', { name: 'Annuler la demande' }).click();
    await expect(page.getByText(words('La demande de partage est annulée.'))).toBeVisible();
    await other.page.getByRole('button', { name: 'Accepter' }).click();
    await expect(other.page.getByText(containing("Cette demande n'est plus en attente"))).toBeVisible();
  });
  await test.step('refused', async () => {
    await invite(visitor);
    await other.open('/invitations');
    await other.page.getByRole('button', { name: 'Refuser' }).click();
    await expect(other.page.getByText(words('Vous avez refusé la demande de partage du profil de Mathis.'))).toBeVisible();
    await openSharing(visitor);
    await expect(page.getByText(words('Léo Michel a refusé le partage.'))).toBeVisible();
  });
  await test.step('out of date', async () => {
    await invite(visitor);
    await demonstration.advance({ minutes: 31 * day });
    await visitor.signIn(inaya);
    await openSharing(visitor);
    await expect(page.getByText(containing("Léo Michel n'a pas répondu à temps"))).toBeVisible();
  });
});

test('a password that was typed a while ago is asked for again, and nothing that was typed is lost', async ({ visitor, demonstration }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  await openSharing(visitor, '/nouveau');
  await fill(visitor);
  await demonstration.advance({ minutes: 11 });
  await page.getByRole('button', { name: send }).press('Enter');
  await visitor.expectPage({ heading: 'Je confirme mon mot de passe' });
  await visitor.hydrated();
  const secret = page.getByLabel('Mon mot de passe');
  await secret.fill('un-autre-mot-de-passe');
  await secret.press('Enter');
  await visitor.wizard.expectWrong("Ce mot de passe n'est pas le bon. Il reste 4 essais.");
  await secret.fill(password);
  await secret.press('Enter');
  await visitor.expectPage({ heading: 'Je partage le profil de Mathis', title: 'Erreur : Je partage le profil' });
  await visitor.hydrated();
  await expect(page.getByLabel('Prénom')).toHaveValue('léo');
  await expect(page.getByRole('checkbox', { name: /^Je déclare/ })).toBeChecked();
  await page.getByRole('button', { name: send }).press('Enter');
  await visitor.expectPage({ heading: 'La demande de partage a bien été envoyée !' });

  await test.step('the page itself asks, and can be left', async () => {
    await demonstration.advance({ minutes: 11 });
    await openSharing(visitor, '/fin');
    await visitor.expectPage({ heading: 'Je confirme mon mot de passe' });
    await page.getByRole('link', { name: 'Annuler' }).click();
    await visitor.expectPage({ heading: 'Partage du profil' });
  });
});
