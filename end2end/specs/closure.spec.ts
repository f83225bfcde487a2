import { readFile } from 'node:fs/promises';

import type { Insured } from '../pages/enrolment-wizard.ts';
import type { Visitor } from '../pages/visitor.ts';
import { inaya, leo, louise, password } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing, words } from '../support/text.ts';

/** Inaya, as the insurer's file names her. */
const herself: Insured = { ...louise, name: inaya.full, born: ['20', 'mai', '1984'] };

/** From the settings of a profile to what closing it means. */
async function openClosure(visitor: Visitor, name: string): Promise<void> {
  const id = await visitor.profileId(name);
  await visitor.open(`/p/${id}/parametres`);
  await visitor.page.getByRole('main').getByRole('link', { name: 'Clôture du profil' }).click();
  await expect(visitor.heading(`Clôture du profil de ${name.split(' ')[0]}`)).toBeVisible();
  await visitor.page.getByRole('button', { name: 'Clôturer le profil' }).click();
}

/** Downloads a file by its link, and reads which entries are in the ZIP. */
async function entriesOf(visitor: Visitor, name: RegExp): Promise<string[]> {
  const coming = visitor.page.waitForEvent('download');
  await visitor.page.getByRole('link', { name }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^mon-espace-sante-\d{4}-\d\d-\d\d\.zip$/);
  const content = (await readFile(await download.path())).toString('latin1');
  // The directory at the end of a ZIP: a mark, 42 bytes, the name.
  return content.split('PK\u0001\u0002').slice(1).map((entry) => entry.slice(42, 42 + entry.charCodeAt(24)));
}

async function confirm(visitor: Visitor, given: string): Promise<void> {
  const { page } = visitor;
  await visitor.expectPage({ heading: `Clôture du profil de ${given}`, title: 'Clôture du profil' });
  await visitor.hydrated();
  const secret = page.getByLabel('Mon mot de passe');
  await page.getByRole('button', { name: 'Confirmer la clôture' }).click();
  await visitor.wizard.expectWrong('Indiquez votre mot de passe.');
  await secret.fill('un-autre-mot-de-passe');
  await page.getByRole('button', { name: 'Confirmer la clôture' }).click();
  await visitor.wizard.expectWrong("Ce mot de passe n'est pas le bon. Il reste 4 essais.");
  await secret.fill(password);
  await page.getByRole('button', { name: 'Confirmer la clôture' }).click();
  await expect(page).toHaveURL(/\/cloture\/terminee$/);
  await visitor.expectPage({ heading: `Le profil de ${given} est clôturé`, title: 'Le profil est clôturé' });
}

test('a child managed by two is closed for both, and comes back', async ({ visitor, somebodyElse, demonstration }) => {
  const { page } = visitor;
  const other = await somebodyElse();
  await other.signIn(leo);
  const lola = await other.profileId('Lola Michel');
  await visitor.signIn(inaya);
  await openClosure(visitor, 'Lola Michel');
  await visitor.expectPage({ heading: 'Le profil de Lola est géré à deux', title: 'Le profil est géré à deux' });
  await expect(page.getByText(containing("Léo Michel gère aussi ce profil. Si vous le clôturez, il n'y aura plus accès."))).toBeVisible();
  await test.step('it can be left', async () => {
    await page.getByRole('link', { name: 'Annuler' }).click();
    await expect(visitor.heading('Clôture du profil de Lola')).toBeVisible();
    await page.getByRole('checkbox', { name: /^Je demande la suppression/ }).check();
    await page.getByRole('button', { name: 'Clôturer le profil' }).click();
  });
  await page.getByRole('link', { name: 'Continuer' }).click();
  await expect(page.getByText(containing('Suppression des informations : demandée.'))).toBeVisible();
  await confirm(visitor, 'Lola');
  await expect(page.getByText(containing("Tant que la suppression n'a pas eu lieu, au plus tard le"))).toBeVisible();
  await expect(page.getByText(words("Léo Michel en est informé et n'a plus accès au profil."))).toBeVisible();
  await other.open(`/p/${lola}/accueil`, { status: 403 });
  expect((await demonstration.messages()).some(({ subject, to }) => subject === 'Un profil que vous gérez est clôturé' && to === leo.email)).toBe(true);

  await page.getByRole('link', { name: 'activer Mon espace santé' }).click();
  await visitor.expectPage({ heading: 'Ajouter un ou plusieurs profils' });
  await visitor.hydrated();
  await page.getByRole('checkbox', { name: /^Lola M\. Suppression en cours$/ }).check();
  await page.getByRole('checkbox', { name: /Je certifie/ }).check();
  await page.getByRole('button', { name: 'Ajouter' }).click();
  await expect(visitor.heading('Le profil de Lola a bien été ajouté !')).toBeVisible();
  await page.getByRole('link', { name: 'Ouvrir le profil de Lola' }).click();
  await expect(visitor.heading('Profil de Lola')).toBeVisible();
});

test("one's own profile is closed with the children whom nobody else represents, and is opened again", async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.signIn(inaya);
  await openClosure(visitor, 'Inaya Michel');
  await visitor.expectPage({ heading: 'Clôturer votre profil concerne aussi vos enfants' });
  await expect(page.getByText(containing('Le profil de Lola Michel reste ouvert : Léo Michel continue de le gérer.'))).toBeVisible();
  await expect(page.getByText(containing("Le profil de Mathis Michel est clôturé en même temps : personne d'autre ne le gère."))).toBeVisible();
  await page.getByRole('link', { name: 'Continuer' }).click();
  await expect(page.getByText(containing('Suppression des informations : non demandée.'))).toBeVisible();
  await confirm(visitor, 'Inaya');
  await test.step('nobody is signed in any more, nor signs in', async () => {
    await page.getByRole('link', { name: "Revenir à l'accueil" }).click();
    await expect(page).toHaveURL(/\/$/);
    await visitor.open('/connexion');
    await visitor.signInPage.fill(inaya.identifier, password);
    await visitor.signInPage.submit();
    await visitor.wizard.expectWrong('Identifiant ou mot de passe incorrect.');
  });
  await test.step('the card and a new code open it again', async () => {
    await demonstration.advance({ minutes: 1 });
    await visitor.open('/activer');
    await page.getByRole('link', { name: 'Commencer' }).click();
    await wizard.identify(herself);
    await wizard.atChannel();
    await page.getByRole('radio', { name: 'Par e-mail' }).check();
    await wizard.go('Envoyer le code');
    await wizard.atCode('Je saisis le code reçu par e-mail');
    await wizard.code.fill(await demonstration.provisionalCode(inaya.full));
    await wizard.go();
    await wizard.decideToActivate();
    await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
    await wizard.go(/Ces coordonnées sont exactes/);
    await wizard.chooseCredentials('inaya.michel', 'sept-girafes-jaunes-au-marché');
    await expect(page).toHaveURL(/\/activer\/termine$/);
  });
  await page.goto('/profils');
  await expect(page.getByRole('main')).not.toContainText('Lola');
});

test('what was to be deleted is gone after its term', async ({ visitor, demonstration }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  const mathis = await visitor.profileId('Mathis Michel');
  await visitor.open(`/p/${mathis}/parametres/cloture`);
  await page.getByRole('checkbox', { name: /^Je demande la suppression/ }).check();
  await page.getByRole('button', { name: 'Clôturer le profil' }).click();
  await confirm(visitor, 'Mathis');
  await demonstration.advance({ minutes: 31 * 24 * 60 });
  const told = await demonstration.messages();
  expect(told.some(({ subject, to }) => subject === 'Des informations sont supprimées' && to === inaya.email)).toBe(true);
  await visitor.signIn(inaya);
  await visitor.open('/profils/ajouter');
  await page.getByRole('checkbox', { name: /^Mathis M\. Profil clôturé$/ }).check();
  await page.getByRole('checkbox', { name: /Je certifie/ }).check();
  await page.getByRole('button', { name: 'Ajouter' }).click();
  await page.getByRole('link', { name: 'Ouvrir le profil de Mathis' }).click();
  await expect(visitor.heading('Profil de Mathis')).toBeVisible();
  const again = await visitor.profileId('Mathis Michel');
  expect(again, 'it is another profile').not.toBe(mathis);
  await visitor.open(`/p/${again}/parametres/historique`);
  await expect(page.getByText(containing('Suppression des informations du profil'))).toBeVisible();
});

test('everything is downloaded before it is deleted, by the link of a mail and a code', async ({ visitor, somebodyElse, demonstration }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  const mathis = await visitor.profileId('Mathis Michel');
  await visitor.open(`/p/${mathis}/parametres/cloture`);
  await page.getByRole('checkbox', { name: /^Je demande le téléchargement/ }).check();
  await page.getByRole('checkbox', { name: /^Je demande la suppression/ }).check();
  await page.getByRole('button', { name: 'Clôturer le profil' }).click();
  await expect(page.getByText(containing("Téléchargement des informations : demandé. Le fichier sera préparé d'abord."))).toBeVisible();
  await confirm(visitor, 'Mathis');
  await expect(page.getByText(containing('Le fichier sera préparé avant la suppression. Vous recevrez deux e-mails.'))).toBeVisible();

  const link = await demonstration.link('Votre fichier est prêt');
  const other = await somebodyElse();
  await other.open(link);
  await other.expectPage({ heading: "Télécharger les informations d'un profil clôturé" });
  // The link came by e-mail: the code comes by SMS.
  await expect(other.page.getByRole('radio')).toHaveCount(1);
  await expect(other.page.getByRole('radio', { name: /^Par SMS/ })).toBeChecked();
  await other.page.getByRole('button', { name: 'Recevoir un code' }).click();
  await expect(other.page.getByText(containing('Un code à usage unique vous a été envoyé.'))).toBeVisible();
  await other.page.getByRole('button', { name: 'Continuer' }).click();
  await other.wizard.expectWrong('Indiquez le code à 6 chiffres.');
  await other.page.getByLabel('Code à usage unique').fill(await demonstration.nextCode());
  await other.page.getByRole('button', { name: 'Continuer' }).click();
  expect(await entriesOf(other, /^Télécharger le fichier/)).toEqual(['informations.json', 'informations.schema.json', 'informations.pdf']);

  await demonstration.advance({ minutes: 8 * 24 * 60 });
  await other.open(link);
  await other.expectPage({ heading: "Ce lien n'est plus valable" });
});

test('a copy of the information of a profile that stays open', async ({ visitor, demonstration }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  const lola = await visitor.profileId('Lola Michel');
  await visitor.open(`/p/${lola}/parametres/informations-personnelles`);
  await page.getByRole('link', { name: 'Télécharger les informations' }).click();
  await visitor.expectPage({ heading: 'Télécharger les informations de Lola', title: 'Télécharger les informations' });
  await visitor.hydrated();
  await page.getByRole('button', { name: 'Demander le téléchargement' }).click();
  // Without JavaScript the page is loaded anew by hand.
  if (!visitor.hydrates) {
    await demonstration.link('Votre fichier est prêt');
    await visitor.open(`/p/${lola}/parametres/informations-personnelles/telechargement`);
  }
  await expect(page.getByRole('heading', { name: 'Votre fichier est prêt' })).toBeVisible();
  expect(await entriesOf(visitor, /^Télécharger le fichier/)).toContain('informations.pdf');
});
