import { inaya } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { containing, words } from '../support/text.ts';

test('the first questions are answered one after the other, and found again', async ({ visitor }) => {
  const { page, wizard } = visitor;
  await visitor.signIn(inaya);
  const own = await visitor.profileId(inaya.full);
  await visitor.open(`/p/${own}/bienvenue/taille`);
  await wizard.at('/bienvenue/taille', 'Quelle est ma taille ?');
  await expect(page).toHaveTitle(words('Quelle est ma taille ? – Mon espace santé'));
  const height = page.getByLabel(/Quelle est ma taille/);
  await height.fill('3,10');
  await wizard.go();
  await wizard.expectWrong('Indiquez une taille entre 20 cm et 2,50 m.');
  await expect(height).toHaveValue('3,10');
  await height.fill('155 cm');
  await wizard.go();

  await wizard.at('/bienvenue/poids', 'Quel est mon poids ?');
  const weight = page.getByLabel('Poids, en kilogrammes');
  await weight.fill('300');
  await wizard.go();
  await wizard.expectAsked('Vous avez indiqué 300 kg. Est-ce exact ?');
  await test.step('corrected to another unlikely one, it is asked again', async () => {
    await weight.fill('290');
    await wizard.go();
    await wizard.expectAsked('Vous avez indiqué 290 kg. Est-ce exact ?');
  });
  await page.getByRole('button', { name: "Oui, c'est exact" }).click();

  await wizard.at('/bienvenue/maladies', 'Quels sont mes maladies et handicaps ?');
  await wizard.go();
  await wizard.expectWrong('Indiquez au moins une maladie ou un handicap, ou cochez « Rien à signaler ».');
  await page.getByRole('checkbox', { name: 'Rien à signaler' }).check();
  await wizard.go();
  await wizard.at('/bienvenue/traitements', 'Quels sont mes traitements ?');
  await page.getByLabel('Traitements, un par ligne').fill('Lévothyrox le matin\nVitamine D');
  await wizard.go();
  await wizard.at('/bienvenue/allergies', 'Quelles sont mes allergies ?');
  await page.getByLabel('Allergies, une par ligne').fill('Pollens <de> graminées');
  await wizard.go();
  await wizard.at('/bienvenue/confidentialite', 'Qui voit mes documents ?');
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
  await wizard.go();
  await wizard.expectWrong('Choisissez une option.');
  await page.getByRole('radio', { name: 'Documents masqués' }).check();
  await wizard.go();
  await wizard.at('/bienvenue/urgence', "Qui accède à mon espace en cas d'urgence ?");
  const consent = (about: RegExp, answer: string) => page.getByRole('group', { name: about }).getByRole('radio', { name: answer });
  await consent(/SAMU/, 'Oui').check();
  await wizard.go();
  await wizard.errors.expectMessages('Répondez par oui ou par non pour le bris de glace.', 'Répondez par oui ou par non pour les documents masqués.');
  await expect(consent(/SAMU/, 'Oui')).toBeChecked();
  await consent(/Bris de glace/, 'Non').check();
  await consent(/documents masqués/, 'Non').check();
  await wizard.go();

  await wizard.at('/bienvenue/termine', 'Les premières informations sont enregistrées');
  const said = page.getByRole('main');
  for (const text of ['1,55 m', '290 kg', 'Rien à signaler', 'Lévothyrox le matin, Vitamine D', 'Pollens <de> graminées', 'Masqués']) {
    await expect(said).toContainText(containing(text));
  }
  await test.step('what was said is there to be changed', async () => {
    await page.getByRole('link', { name: /^Modifier\s?: Traitements$/ }).click();
    await wizard.at('/bienvenue/traitements', 'Quels sont mes traitements ?');
    await expect(page.getByLabel('Traitements, un par ligne')).toHaveValue('Lévothyrox le matin\nVitamine D');
  });
  await visitor.open(`/p/${own}/parametres/historique`);
  await expect(page.getByText('Modification de la confidentialité').first()).toBeVisible();
  await expect(page.getByText("Ajout d'une mesure")).toHaveCount(2);
});

test('every question can be passed over, for a child as well', async ({ visitor }) => {
  const { page, wizard } = visitor;
  await visitor.signIn(inaya);
  const lola = await visitor.profileId('Lola Michel');
  await visitor.open(`/p/${lola}/bienvenue/taille`);
  for (const [path, heading] of [
    ['taille', 'Quelle est la taille de Lola ?'],
    ['poids', 'Quel est le poids de Lola ?'],
    ['maladies', 'Quels sont les maladies et handicaps de Lola ?'],
    ['traitements', 'Quels sont les traitements de Lola ?'],
    ['allergies', 'Quelles sont les allergies de Lola ?'],
    ['confidentialite', 'Qui voit les documents de Lola ?'],
    ['urgence', "En cas d'urgence, qui accède à l'espace de Lola ?"],
  ] as const) {
    await wizard.at(`/bienvenue/${path}`, heading);
    await page.getByRole('link', { name: 'Passer cette question' }).click();
  }
  await wizard.at('/bienvenue/termine', 'Toutes les questions sont passées');
  await expect(page.getByText('Non renseigné')).toHaveCount(7);
  await page.getByRole('link', { name: "Aller à l'accueil" }).click();
  await expect(visitor.heading('Profil de Lola')).toBeVisible();
});
