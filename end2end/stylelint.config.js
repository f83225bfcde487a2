/** Colours, sizes of type, corners, shadows, durations and spaces come from tokens and nowhere else. */
export default {
  plugins: ['stylelint-declaration-strict-value'],
  rules: {
    'scale-unlimited/declaration-strict-value': [
      [
        '/color$/',
        'fill',
        'stroke',
        'background',
        'font-size',
        'font-family',
        'font-weight',
        '/radius$/',
        'transition-duration',
        'animation-duration',
        '/^margin/',
        '/^padding/',
        '/^gap$|-gap$/',
      ],
      {
        ignoreValues: {
          '': [
            'inherit',
            'initial',
            'unset',
            'currentcolor',
            'transparent',
            'none',
            '0',
            'auto',
            '100%',
            '50%',
            // Follows the size of the text around it.
            '/^-?[\\d.]+em$/',
            // Colours of the system, in forced colours.
            '/^(Canvas|ButtonFace|Highlight|Mark|Link|Visited|Field|Gray|Selected)\\w*$|^\\w+Text$/',
            // Out of sight without being gone.
            '-1px',
            // The initials in the round mark are smaller than any text that is read.
            '0.8125rem',
            // Room for the button that reveals a password.
            '7.5rem',
            // No animation at all.
            '0s',
          ],
        },
        disableFix: true,
        expandShorthand: true,
      },
    ],
    // A shadow is a token; a ring has a token's colour.
    'declaration-property-value-allowed-list': {
      'box-shadow': ['none', '/^var\\(--[\\w-]+\\)$/', '/^(inset )?0 0 0 \\d+px var\\(--[\\w-]+\\)$/'],
    },
    'color-no-hex': true,
    'color-named': 'never',
    'function-disallowed-list': ['rgb', 'rgba', 'hsl', 'hsla', 'oklch', 'color-mix'],
    'declaration-no-important': true,
    'no-duplicate-selectors': true,
    'no-invalid-double-slash-comments': true,
    // Newer than the list of properties.
    'property-no-unknown': [true, { ignoreProperties: ['scroll-initial-target'] }],
    'block-no-empty': true,
    'custom-property-no-missing-var-function': true,
  },
  overrides: [
    {
      // Fonts are described here, and paper is white.
      files: ['**/31-fonts.css', '**/90-print.css'],
      rules: { 'scale-unlimited/declaration-strict-value': null, 'color-no-hex': null },
    },
    {
      // The one place where they are chosen.
      files: ['**/2?-tokens*.css'],
      rules: {
        'scale-unlimited/declaration-strict-value': null,
        'color-no-hex': null,
        'function-disallowed-list': null,
      },
    },
  ],
};
