import type { Visitor } from '../pages/visitor.ts';
import type { Demonstration } from '../support/demonstration.ts';
import { martine } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

// A draft that is left on a computer which others use too: who comes to it soon goes on, who comes later gives the birth date first.

type Place = readonly [path: string, heading: string];

/** A page that is left. */
interface Left {
  readonly name: string;
  readonly page: Place;
  readonly minutes: readonly number[];
  readonly reach: (visitor: Visitor, demonstration: Demonstration) => Promise<void>;
  /** Does what can be done on it. */
  readonly act: (visitor: Visitor) => Promise<void>;
  /** Where that leads. */
  readonly onward: Place;
  /** Where it goes on after the birth date. */
  readonly resumed: Place;
}

const numbers: Place = ['/activer/identite/numeros', 'Je renseigne mes numéros'];
const contacts: Place = ['/activer/compte/coordonnees', 'Je vérifie mes coordonnées de contact'];
const recorded: Place = ['/opposition/enregistree', 'Mon opposition est enregistrée'];

const pages: readonly Left[] = [
  {
    name: 'the numbers',
    page: numbers,
    minutes: [1, 6, 20],
    reach: async (visitor) => {
      await visitor.open('/activer/identite/naissance');
      await visitor.wizard.toTheNumbers(martine);
    },
    act: async ({ wizard }) => {
      await wizard.fillNumbers(martine.nir, martine.serial);
      await wizard.go();
    },
    onward: ['/activer/code/saisie', 'Mon code provisoire'],
    resumed: numbers,
  },
  {
    name: 'the contacts',
    page: contacts,
    minutes: [6],
    reach: async ({ wizard }, demonstration) => {
      await wizard.hurryToTheDecision(martine, await demonstration.provisionalCode(martine.name));
      await wizard.decideToActivate();
    },
    act: ({ wizard }) => wizard.go(/Ces coordonnées sont exactes/),
    onward: ['/activer/compte/identifiants', 'Je choisis mon nouvel identifiant et mon mot de passe'],
    resumed: contacts,
  },
  {
    name: 'the attestation',
    page: ['/opposition/attestation', "Votre justificatif d'opposition"],
    minutes: [6],
    reach: async ({ page, wizard }, demonstration) => {
      await wizard.hurryToTheDecision(martine, await demonstration.provisionalCode(martine.name), 'opposition');
      await wizard.go('Confirmer mon opposition');
      await wizard.at(...recorded);
      await page.getByRole('link', { name: "Voir l'attestation" }).click();
    },
    act: ({ page }) => page.getByRole('link', { name: 'Retour', exact: true }).click(),
    onward: recorded,
    resumed: recorded,
  },
];

for (const left of pages)
  for (const minutes of left.minutes)
    for (const way of ['address', 'back', 'act'] as const) {
      const goesOn = minutes < 5 && way !== 'address';
      const how = way === 'act' ? 'and acts' : `by ${way}`;
      test(`${left.name}: whoever comes ${minutes} min later ${how} ${goesOn ? 'goes on' : 'gives the birth date first'}`, async ({
        visitor,
        demonstration,
      }) => {
        const { page, wizard } = visitor;
        await left.reach(visitor, demonstration);
        await wizard.at(...left.page);
        if (way === 'back') await visitor.open('/aide');
        await demonstration.advance({ minutes });
        if (way === 'address') await visitor.open(left.page[0]);
        if (way === 'back') await page.goBack();
        if (way === 'act') await left.act(visitor);
        if (goesOn) {
          await wizard.at(...(way === 'act' ? left.onward : left.page));
          return;
        }
        // The browser may show the page that it has kept: what is done on it leads there.
        if (way === 'back' && !page.url().endsWith('/activer/reprendre')) await left.act(visitor);
        await wizard.at('/activer/reprendre', 'Je reprends là où je me suis arrêté');
        await expect(page.getByRole('main')).not.toContainText(/Martine|Leguellec|exemple\.fr/);
        await wizard.fillBirthDate(martine.born);
        await wizard.go('Reprendre');
        await wizard.at(...left.resumed);
      });
    }
