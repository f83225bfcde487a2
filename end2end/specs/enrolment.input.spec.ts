import type { Visitor } from '../pages/visitor.ts';
import { otherThan, type Demonstration } from '../support/demonstration.ts';
import { alba, martine } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { words } from '../support/text.ts';

const beginning = '/activer/identite/naissance';
const unknown = "Nous n'avons pas retrouvé de dossier avec ces informations. Vérifiez-les ou appelez le 3422.";
const mistyped = 'Ce numéro contient une erreur de frappe. Vérifiez-le chiffre par chiffre.';
/** Martine's, but for the key. */
const mistypedNir = '1 16 30 44 038 016 19';
/** As a code looks; nobody's. */
const nobodysCode = 'H7UQ ZFKC J8KW';

async function upToTheCode(visitor: Visitor): Promise<void> {
  await visitor.open(beginning);
  await visitor.wizard.identify(martine);
  await visitor.wizard.atCode();
}

async function upToTheContacts(visitor: Visitor, demonstration: Demonstration, person = martine): Promise<void> {
  await visitor.open(beginning);
  await visitor.wizard.identify(person);
  await visitor.wizard.giveCode(await demonstration.provisionalCode(person.name));
  await visitor.wizard.decideToActivate();
  await visitor.wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
}

test('a birth date: what is wrong is said beside it, and what was typed is kept', async ({ visitor }) => {
  const { page, wizard } = visitor;
  await visitor.open(beginning);
  for (const [typed, message] of [
    [['', '', ''], 'Indiquez la date de naissance.'],
    [['28', '', '1971'], 'La date de naissance doit comporter un mois.'],
    [['', '2', ''], 'La date de naissance doit comporter un jour et une année.'],
    [['29', 'février', '1971'], "Cette date n'existe pas dans le calendrier."],
    [['28', '9', '71'], "L'année doit comporter 4 chiffres."],
    [['1er', 'janv.', '2999'], 'La date de naissance doit être passée.'],
  ] as const) {
    await wizard.fillBirthDate(typed);
    await wizard.go();
    await wizard.expectWrong(message);
    await expect(page.getByLabel('Jour')).toHaveValue(typed[0]);
    await expect(page.getByLabel('Mois')).toHaveValue(typed[1]);
    await expect(page.getByLabel('Année')).toHaveValue(typed[2]);
  }
  // «sept.» is a month.
  await wizard.fillBirthDate(martine.born);
  await wizard.go();
  await wizard.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
});

test('the card and its numbers: both faults at once, and what was typed is kept', async ({ visitor }) => {
  const { page, wizard } = visitor;
  const serial = page.getByLabel('Numéro de série de la carte Vitale');
  await visitor.open(beginning);
  await wizard.fillBirthDate(martine.born);
  await wizard.go();
  await wizard.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
  await wizard.go();
  await wizard.expectWrong('Choisissez le modèle de votre carte Vitale.');
  await page.getByRole('radio', { name: 'Carte Vitale avec photo' }).check();
  await wizard.go();
  await wizard.at('/activer/identite/numeros', 'Je renseigne mes numéros');
  for (const [nir, typedSerial, ...messages] of [
    ['', '', 'Indiquez le numéro de sécurité sociale.', 'Indiquez le numéro de série de la carte Vitale.'],
    // The serial number of a card without a photo.
    [mistypedNir.replaceAll(' ', '-'), alba.serial, mistyped, 'Le numéro de série doit comporter 11 chiffres. Vous en avez saisi 8.'],
    [
      '1 16 30 44 038 016 1',
      '5102030405A',
      'Le numéro de sécurité sociale comporte 15 caractères. Vous en avez saisi 14.',
      'Le numéro de série ne comporte que des chiffres.',
    ],
    [martine.nir, '51020304052', unknown],
  ] as const) {
    await wizard.fillNumbers(nir, typedSerial);
    await wizard.go();
    await wizard.expectWrong(...messages);
    const kept = await page.getByLabel('Numéro de sécurité sociale').inputValue();
    expect(kept.replace(/[\s-]/g, '')).toBe(nir.replace(/[\s-]/g, ''));
    await expect(serial).toHaveValue(typedSerial);
  }
  await test.step('a model chosen by mistake is mended without a way back', async () => {
    await page.getByText('Où trouver mon numéro de série de carte Vitale').click();
    await page.getByRole('link', { name: "J'ai l'autre modèle de carte" }).click();
    await wizard.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
    await page.getByRole('radio', { name: 'Carte Vitale sans photo' }).check();
    await wizard.go();
    await wizard.at('/activer/identite/numeros', 'Je renseigne mes numéros');
    await wizard.fillNumbers(alba.nir, martine.serial.slice(0, 7));
    await wizard.go();
    await wizard.expectWrong('Le numéro de série doit comporter entre 8 et 13 chiffres. Vous en avez saisi 7.');
  });
});

for (const [name, nir] of [
  ['without spaces', martine.nir.replaceAll(' ', '')],
  ['with dashes', martine.nir.replaceAll(' ', '-')],
  ['with no-break spaces', martine.nir.replaceAll(' ', '\u00a0')],
  ['with its label', `N° de sécurité sociale : ${martine.nir}`],
] as const) {
  test(`a social security number is read ${name}`, async ({ visitor }) => {
    await visitor.open(beginning);
    await visitor.wizard.identify({ ...martine, nir });
    await visitor.wizard.atCode();
  });
}

test('after five wrong serial numbers even the right one waits', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.open(beginning);
  await wizard.toTheNumbers(martine);
  for (let failure = 1; failure <= 5; failure += 1) {
    await wizard.fillNumbers(martine.nir, `5102030406${failure}`);
    await wizard.go();
    await wizard.expectWrong(unknown);
    // A number that cannot be one costs no try, and shows that the answer before was another.
    await wizard.fillNumbers(mistypedNir, martine.serial);
    await wizard.go();
    await wizard.expectWrong(mistyped);
  }
  await wizard.fillNumbers(martine.nir, martine.serial);
  await wizard.go();
  await wizard.expectWrong("Trop d'essais. Réessayez dans 30 minutes.");
  await expect(page).toHaveURL(/\/activer\/identite\/numeros$/);
  await test.step('and is right again half an hour later', async () => {
    await demonstration.advance({ minutes: 31 });
    await visitor.open(beginning);
    await wizard.identify(martine);
    await wizard.atCode();
  });
});

test('a provisional code: what is wrong is said beside it; it is mended where it was typed, and the server never sends it back', async ({ visitor }) => {
  const { wizard } = visitor;
  await upToTheCode(visitor);
  for (const [typed, message] of [
    ['', 'Indiquez le code reçu.'],
    ['H7UQ ZFKC J8K', 'Le code comporte 12 caractères. Vous en avez saisi 11.'],
    ['H7UQ ZFKC J8K!', 'Le code ne contient que des lettres et des chiffres.'],
    ['H7UQ ZFKC J8K0', 'Le code ne contient ni 0, ni O, ni 1, ni I, ni L. Vérifiez les caractères qui leur ressemblent.'],
    // None of these has cost a try.
    [nobodysCode, 'Ce code ne correspond pas. Il reste 4 essais.'],
  ] as const) {
    await wizard.code.fill(typed);
    await wizard.go();
    await wizard.expectWrong(message);
    await expect(wizard.code).toHaveValue(visitor.hydrates ? typed : '');
  }
});

test('five wrong codes end a code: the right one comes too late, a new one serves', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  const exhausted = "Trop d'essais : ce code n'est plus valable. Demandez-en un nouveau.";
  const first = await demonstration.provisionalCode(martine.name);
  await upToTheCode(visitor);
  for (const left of ['4 essais', '3 essais', '2 essais', '1 essai']) {
    await wizard.code.fill(nobodysCode);
    await wizard.go();
    await wizard.expectWrong(`Ce code ne correspond pas. Il reste ${left}.`);
  }
  await wizard.code.fill(nobodysCode);
  await wizard.go();
  await wizard.expectWrong(exhausted);
  await visitor.follow('/activer/code/saisie');
  await expect(wizard.errors.root).toHaveCount(0);
  await wizard.code.fill(first);
  await wizard.go();
  await wizard.expectWrong(exhausted);
  await wizard.askForNewCode();
  await wizard.go('Envoyer le code');
  await wizard.expectWrong('Choisissez comment recevoir votre code.');
  await page.getByRole('radio', { name: 'Par SMS' }).check();
  await wizard.go('Envoyer le code');
  await wizard.atCode('Je saisis le code reçu par SMS');
  const sms = await demonstration.nextMessage();
  expect(sms.text, 'an SMS names nobody').not.toMatch(/Martine|Leguellec/);
  expect(sms.text).toContain(`votre code provisoire est ${sms.code},`);
  await wizard.code.fill(sms.code!);
  await wizard.go();
  await wizard.at('/activer/decision', 'Je prends ma décision');
});

test('a provisional code is read in small letters and with its label', async ({ visitor, demonstration }) => {
  await upToTheCode(visitor);
  await visitor.wizard.code.fill(`Code provisoire : ${(await demonstration.provisionalCode(martine.name)).toLowerCase()}`);
  await visitor.wizard.go();
  await visitor.wizard.at('/activer/decision', 'Je prends ma décision');
});

test('a decision must be taken, and to activate the conditions accepted', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  const activate = page.getByRole('radio', { name: "J'active Mon espace santé" });
  await upToTheCode(visitor);
  await wizard.code.fill(await demonstration.provisionalCode(martine.name));
  await wizard.go();
  await wizard.at('/activer/decision', 'Je prends ma décision');
  await expect(page.getByRole('radio', { checked: true }), 'nothing is chosen for anybody').toHaveCount(0);
  await expect(page.getByRole('checkbox')).not.toBeChecked();
  await wizard.go('Confirmer la décision');
  await wizard.expectWrong("Choisissez d'activer ou de vous opposer.");
  await activate.check();
  await wizard.go('Confirmer la décision');
  await wizard.expectWrong('Acceptez les conditions pour activer le profil, ou choisissez de vous opposer.');
  await expect(activate).toBeChecked();
  await expect(page).toHaveURL(/\/activer\/decision$/);
});

test('other contacts: what is wrong is said beside the field, and nothing changes without the code', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  const email = page.getByLabel('Nouvelle adresse e-mail');
  const mobile = page.getByLabel('Numéro de téléphone mobile');
  const code = page.getByLabel('Code à usage unique');
  await upToTheContacts(visitor, demonstration, alba);
  await expect(page.getByRole('definition').filter({ hasText: words('Non renseigné') })).toHaveCount(1);

  await page.getByRole('link', { name: /Modifier.*Adresse e-mail/ }).click();
  await wizard.at('/activer/compte/coordonnees/e-mail', 'Je modifie mon adresse e-mail');
  for (const [typed, message] of [
    ['', 'Indiquez une adresse e-mail.'],
    ['alba.capanelli@', 'Indiquez une adresse complète, par exemple nom@exemple.fr.'],
    ['alba.capanelli@exemple.fr', 'Cette coordonnée est déjà la vôtre.'],
  ] as const) {
    await email.fill(typed);
    await wizard.go();
    await wizard.expectWrong(message);
    await expect(email).toHaveValue(typed);
  }
  await page.getByRole('link', { name: 'Annuler' }).click();
  await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');

  await page.getByRole('link', { name: /Modifier.*Téléphone mobile/ }).click();
  await wizard.at('/activer/compte/coordonnees/telephone', 'Je renseigne mon numéro de téléphone mobile');
  for (const [typed, message] of [
    ['', 'Indiquez un numéro de téléphone mobile.'],
    ['01 23 45 67 89', 'Ce numéro doit commencer par 06 ou 07, ou comporter un indicatif.'],
  ] as const) {
    await mobile.fill(typed);
    await wizard.go();
    await wizard.expectWrong(message);
    expect((await mobile.inputValue()).replace(/\s/g, '')).toBe(typed.replace(/\s/g, ''));
  }
  expect(await demonstration.messages(), 'nothing was sent').toEqual([]);
  await mobile.fill('06 99 98 97 96');
  await wizard.go();
  await wizard.at('/activer/compte/coordonnees/code', 'Je valide mon numéro de téléphone mobile');
  const sent = await demonstration.nextCode();
  for (const [typed, message] of [
    ['', 'Indiquez le code à 6 chiffres.'],
    ['12345', 'Le code comporte 6 chiffres.'],
    [otherThan(sent, 1), 'Ce code ne correspond pas. Il reste 4 essais.'],
    [otherThan(sent, 2), 'Ce code ne correspond pas. Il reste 3 essais.'],
    [otherThan(sent, 3), 'Ce code ne correspond pas. Il reste 2 essais.'],
    [otherThan(sent, 4), 'Ce code ne correspond pas. Il reste 1 essai.'],
  ] as const) {
    await code.fill(typed);
    await wizard.go();
    await wizard.expectWrong(message);
    await expect(code).toHaveValue('');
  }
  await code.fill(otherThan(sent, 5));
  await wizard.go();
  await wizard.at('/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact');
  await wizard.errors.expectMessages('Trop de codes incorrects. Vérifiez la coordonnée et recommencez.');
  await expect(page.getByText(words('06 99 98 97 96'))).toHaveCount(0);
});

test('identifier and password: what is wrong is said beside them; the identifier is kept, the password is not', async ({
  visitor,
  demonstration,
}) => {
  const { wizard } = visitor;
  const secret = 'quatre cactus bleus dansent';
  await upToTheContacts(visitor, demonstration);
  await wizard.go(/Ces coordonnées sont exactes/);
  for (const [identifier, password, ...messages] of [
    ['', '', 'Choisissez un identifiant.', 'Choisissez un mot de passe.'],
    [
      'martine',
      'onze signes',
      "L'identifiant doit comporter de 8 à 100 caractères.",
      'Le mot de passe doit comporter au moins 12 caractères.',
    ],
    ['martine légère', secret, "L'identifiant ne peut contenir que des minuscules, des chiffres, et . - _"],
    ['116304403801618', secret, "L'identifiant ne peut pas être votre numéro de sécurité sociale ni une adresse e-mail."],
    ['inaya.michel', secret, 'Cet identifiant est déjà pris.'],
    ['martine.lg', 'motdepasse1234', 'Ce mot de passe est trop courant.'],
    [
      'martine.lg',
      'Leguellec toujours 71',
      'Le mot de passe ne doit pas contenir votre nom, votre identifiant ou votre date de naissance.',
    ],
  ] as const) {
    await expect(visitor.page.getByLabel('Mot de passe'), 'one thing has that label').toHaveCount(1);
    await wizard.chooseCredentials(identifier, password);
    await wizard.expectWrong(...messages);
    await expect(wizard.identifier).toHaveValue(identifier);
    await expect(wizard.password).toHaveValue('');
  }
  expect(await demonstration.messages(), 'no space was activated').toEqual([]);
});

test('a step ahead leads back to the one that is missing, and a reload stays', async ({ visitor }) => {
  const { page, wizard } = visitor;
  await visitor.open('/activer/decision');
  await wizard.at('/activer', 'Activer Mon espace santé');
  await expect(page.getByRole('status').filter({ hasText: 'Reprenons à cette étape.' })).toBeVisible();
  await page.getByRole('link', { name: 'Commencer' }).click();
  await wizard.at(beginning, 'Je renseigne la date de naissance');
  await wizard.fillBirthDate(martine.born);
  await wizard.go();
  await wizard.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
  for (const ahead of ['/activer/compte/identifiants', '/opposition/confirmer', '/activer/termine']) {
    await visitor.follow(ahead);
    await wizard.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
    await expect(page.getByRole('status').filter({ hasText: 'Reprenons à cette étape.' })).toBeVisible();
  }
  await visitor.reload();
  await wizard.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
  await expect(page.getByText('Reprenons à cette étape.'), 'it is said once').toHaveCount(0);
});

test('whoever comes next learns nothing: the birth date is asked, and one can begin again', async ({ visitor }) => {
  const { page, wizard } = visitor;
  const code = () => wizard.atCode();
  const resume = async () => {
    await visitor.open('/activer');
    await page.getByRole('link', { name: 'Reprendre là où je me suis arrêté' }).click();
    await wizard.at('/activer/reprendre', 'Je reprends là où je me suis arrêté');
    await expect(page.getByRole('main')).not.toContainText(/Martine|Leguellec|exemple\.fr/);
    for (const part of ['Jour', 'Mois', 'Année']) await expect(page.getByLabel(part)).toHaveValue('');
  };
  await visitor.open(beginning);
  await wizard.identify(martine);
  await code();

  await resume();
  await wizard.fillBirthDate(['1', '1', '1990']);
  await wizard.go('Reprendre');
  await wizard.expectWrong("Ce n'est pas la date de naissance indiquée au début. Vérifiez-la ou recommencez.");
  await wizard.fillBirthDate(martine.born);
  await wizard.go('Reprendre');
  await code();

  // Its address, typed: nothing is shown, and the birth date comes first.
  await visitor.open('/activer/code/canal');
  await wizard.at('/activer/reprendre', 'Je reprends là où je me suis arrêté');
  await expect(page.getByRole('main')).not.toContainText(/Martine|Leguellec|exemple\.fr/);

  await resume();
  await wizard.go('Recommencer');
  await wizard.at('/activer', 'Activer Mon espace santé');
  await expect(page.getByRole('link', { name: /Reprendre/ })).toHaveCount(0);
  await visitor.open('/activer/code/canal');
  await wizard.at('/activer', 'Activer Mon espace santé');
});

test('after half an hour the answers are gone, and that is said', async ({ visitor, demonstration }) => {
  const { page, wizard } = visitor;
  await visitor.open(beginning);
  await wizard.fillBirthDate(martine.born);
  await wizard.go();
  await wizard.at('/activer/identite/carte-vitale', 'Ma carte Vitale');
  await demonstration.advance({ minutes: 31 });
  await page.getByRole('radio', { name: 'Carte Vitale avec photo' }).check();
  await wizard.go();
  await wizard.at('/activer', 'Activer Mon espace santé');
  const told = words("Vos réponses ont été effacées : elles ne sont conservées que 30 minutes, pour les protéger. Rien n'a été modifié.");
  await expect(page.getByRole('status').filter({ hasText: told })).toBeVisible();
  await expect(page.getByRole('link', { name: /Reprendre/ })).toHaveCount(0);
});
