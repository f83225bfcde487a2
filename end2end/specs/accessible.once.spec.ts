import { audit, auditFaults, auditProfile } from '../support/audit.ts';
import { gerard, inaya, martine } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { words } from '../support/text.ts';

test('the pages that lead to enrolment, and about it', async ({ visitor }) => {
  for (const path of ['/activer', '/opposition', '/opposition/verifier', '/code-provisoire', '/aide', '/cgu']) {
    await visitor.open(path);
    await audit(visitor, path);
  }
});

test('the other pages that anybody sees', async ({ visitor }) => {
  for (const path of ['/', '/connexion', '/deconnecte', '/deconnecte?motif=inactivite', '/accessibilite', '/mentions-legales', '/donnees-personnelles', '/demonstration']) {
    await visitor.open(path);
    await audit(visitor, path);
  }
  await visitor.open('/nulle-part', { status: 404 });
  await audit(visitor, 'the page for an address that does not exist');
});

test('enrolment, who it is, with and without faults', async ({ visitor }) => {
  const { page, wizard } = visitor;
  await visitor.open('/activer/identite/naissance');
  await auditFaults(visitor, 'the birth date');
  await wizard.fillBirthDate(martine.born);
  await wizard.go();
  await wizard.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
  await auditFaults(visitor, 'the kind of card');
  await page.getByRole('radio', { name: 'Carte Vitale avec photo' }).check();
  await wizard.go();
  await wizard.at('/activer/identite/numeros', 'Je renseigne mes numéros');
  for (const question of await page.locator('summary').all()) await question.click();
  await auditFaults(visitor, 'the numbers');
});

test('enrolment, the code, with and without faults', async ({ visitor }) => {
  const { page, wizard } = visitor;
  await visitor.open('/activer/identite/naissance');
  await wizard.identify(martine);
  await wizard.atCode();
  await auditFaults(visitor, 'the code');
  await wizard.askForNewCode();
  await auditFaults(visitor, 'the way of the code');
  await page.getByRole('link', { name: "J'ai déjà un code" }).click();
  await wizard.atCode();
});

test('the steps beside the way: a new code, coming back', async ({ visitor }) => {
  const { page, wizard } = visitor;
  await visitor.open('/activer/identite/naissance?but=code');
  await wizard.identify(martine);
  await wizard.atChannel();
  await page.getByRole('radio', { name: 'Par e-mail' }).check();
  await wizard.go('Envoyer le code');
  await wizard.at('/activer/code/envoye', 'Votre code est en route');
  await audit(visitor, 'a code is on its way');
  await visitor.follow('/activer/reprendre');
  await auditFaults(visitor, 'coming back');
});

test('the steps beside the way: another contact', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.open('/activer/identite/naissance');
  await wizard.identify(martine);
  await wizard.giveCode(await demonstration.provisionalCode(martine.name));
  await wizard.decideToActivate();
  await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
  await visitor.follow('/activer/compte/coordonnees/e-mail');
  await auditFaults(visitor, 'another e-mail address');
  await visitor.follow('/activer/compte/coordonnees/telephone');
  await auditFaults(visitor, 'another mobile number');
  await page.getByLabel('Numéro de téléphone mobile').fill('06 99 98 97 96');
  await wizard.go();
  await wizard.at('/activer/compte/coordonnees/code', 'Je valide mon numéro de téléphone mobile');
  await auditFaults(visitor, 'the code of a contact');
});

test('the steps for a child', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.open('/activer/identite/naissance');
  await wizard.identify(gerard);
  await wizard.at('/activer/identite/profil', "Je choisis pour qui j'active le profil");
  await audit(visitor, 'which of two');
  await wizard.go();
  await expect(wizard.errors.root).toBeVisible();
  await audit(visitor, 'which of two, with faults');
  await page.getByRole('radio', { name: gerard.name }).check();
  await wizard.go();
  await wizard.giveCode(await demonstration.provisionalCode(gerard.name));
  await wizard.decideToActivate();
  await wizard.at('/activer/representant', "J'active le profil de mon enfant");
  await audit(visitor, 'an account is needed');
  await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
  await expect(page).toHaveURL(/\/connexion\?retour=/);
  await visitor.hydrated();
  await visitor.giveCredentials(inaya);
  await visitor.chooseChannel('email');
  await visitor.giveCode(await demonstration.nextCode());
  await wizard.at('/activer/representant', "J'active le profil de mon enfant");
  await audit(visitor, 'whether one represents the child');
  await wizard.go();
  await expect(wizard.errors.root).toBeVisible();
  await audit(visitor, 'whether one represents the child, with faults');
});

test('the steps of an opposition', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.open('/activer/identite/naissance?but=opposition');
  await wizard.identify(martine);
  await wizard.giveCode(await demonstration.provisionalCode(martine.name));
  await wizard.at('/opposition/confirmer', "Je valide ma décision d'opposition");
  await audit(visitor, 'the opposition');
  await wizard.go('Confirmer mon opposition');
  await wizard.at('/opposition/enregistree', 'Mon opposition est enregistrée');
  await audit(visitor, 'the opposition, recorded');
  await page.getByRole('link', { name: "Voir l'attestation" }).click();
  await wizard.at('/opposition/attestation', "Votre justificatif d'opposition");
  await audit(visitor, 'the attestation');
  await visitor.open('/activer/identite/naissance?but=opposition');
  await wizard.identify(martine);
  await wizard.at('/activer/identite/situation', 'Je ne peux pas continuer ici');
  await audit(visitor, 'nothing can be decided');
});

test('the pages of an account', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await visitor.open('/profils');
  await audit(visitor, 'the list of profiles');
  await visitor.open('/demonstration');
  await expect(visitor.demonstrationPage.messages).toHaveCount(1);
  await audit(visitor, 'the demonstration page with a message');
  await visitor.open('/p/0123456789abcdef0123456789abcdef/accueil', { status: 403 });
  await audit(visitor, 'a refused profile');
});

test('the children to add, with and without faults', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await visitor.header.openAddProfile();
  await visitor.hydrated();
  await audit(visitor, 'three children');
  await visitor.wizard.go('Ajouter');
  await expect(visitor.page.getByRole('alert')).toBeVisible();
  await audit(visitor, 'nothing chosen');
});

test('the first questions, with and without faults', async ({ visitor }) => {
  await visitor.signIn(inaya);
  const own = await visitor.profileId(inaya.full);
  for (const question of ['taille', 'maladies', 'urgence']) {
    await visitor.open(`/p/${own}/bienvenue/${question}`);
    await auditFaults(visitor, question);
  }
});

test('the other first questions, and their end', async ({ visitor }) => {
  await visitor.signIn(inaya);
  const own = await visitor.profileId(inaya.full);
  for (const page of ['confidentialite', 'termine']) {
    await visitor.open(`/p/${own}/bienvenue/${page}`);
    await audit(visitor, page);
  }
});

test('the pages of a child, and the open menu', async ({ visitor }) => {
  await visitor.signIn(inaya);
  await auditProfile(visitor, 'Lola Michel');
});

test('sharing and closing a profile, with and without faults', async ({ visitor }) => {
  const { page } = visitor;
  await visitor.signIn(inaya);
  const [mathis, lola, own] = [await visitor.profileId('Mathis Michel'), await visitor.profileId('Lola Michel'), await visitor.profileId(inaya.full)];
  for (const [profile, kind] of [
    [mathis, 'partage'],
    [lola, 'partage'],
    [lola, 'partage/fin'],
    [own, 'partage'],
    [own, 'cloture'],
    [lola, 'informations-personnelles/telechargement'],
    [own, 'cloture/enfants'],
    [lola, 'cloture/second-representant'],
  ]) {
    await visitor.open(`/p/${profile}/parametres/${kind}`);
    await audit(visitor, kind!);
  }
  for (const [path, button] of [
    [`/p/${mathis}/parametres/partage/nouveau`, "Partager l'accès au profil"],
    [`/p/${lola}/parametres/cloture/confirmer`, 'Confirmer la clôture'],
    ['/confirmation', 'Continuer'],
  ]) {
    await visitor.open(path!);
    await audit(visitor, path!);
    await page.getByRole('button', { name: words(button!) }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await audit(visitor, `${path}, with faults`);
  }
  await visitor.open('/invitations');
  await audit(visitor, 'no invitation');
  await visitor.open('/telechargement');
  await audit(visitor, 'a link that leads nowhere');
  await visitor.open('/cloture/terminee');
  await audit(visitor, 'a profile is closed');
});
