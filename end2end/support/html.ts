import { HtmlValidate, type ConfigData } from 'html-validate';

const rules: ConfigData = {
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
  rules: {
    // The compressor of the view macro writes `required` and `required=""` as it likes; both are HTML.
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'no-trailing-whitespace': 'off',
    'no-inline-style': 'error',
    // The summary of what is wrong with a form stands above the page's heading (reference: GOV.UK Design System).
    'heading-level': ['error', { minInitialRank: 'h2' }],
    // A list may have a name.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // Hashed by name and served by this very service.
    'require-sri': 'off',
  },
};

/**
 * What is wrong with the HTML of a page, before any program has touched it. `specimens`: it shows several states of a
 * part side by side, each with the headings and landmarks of the page that it belongs to.
 */
export async function htmlFaults(page: string, { specimens = false } = {}): Promise<string[]> {
  const relaxed: ConfigData = { ...rules, rules: { ...rules.rules, 'heading-level': 'off', 'unique-landmark': 'off' } };
  const validator = new HtmlValidate(specimens ? relaxed : rules);
  // The framework marks places with `<!>`, which browsers read as an empty comment.
  // And it writes the nonce into `crossorigin` of its own links; browsers read any value as «anonymous».
  const html = page
    .replaceAll('<!>', '<!---->')
    .replace(/(<link rel="(?:module)?preload" href="\/pkg\/[^>]*) crossorigin="[0-9a-f]{32}"/g, '$1 crossorigin');
  const report = await validator.validateString(html);
  return report.results.flatMap((result) =>
    result.messages.map(({ ruleId, message, line, column, selector }) => {
      const place = html.split('\n')[line - 1]?.slice(Math.max(0, column - 40), column + 80);
      return `${ruleId}: ${message} (${selector ?? ''}: …${place}…)`;
    }),
  );
}
