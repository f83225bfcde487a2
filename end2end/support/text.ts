/**
 * The text of a screen as a regular expression. White space matches any white space: the screens have a no-break space
 * before `: ; ? !`, and between a number and its unit, where a test writes an ordinary one.
 */
export function words(text: string): RegExp {
  return new RegExp(`^\\s*${pattern(text)}\\s*$`);
}

/** Like {@link words}, anywhere in a text. */
export function containing(text: string): RegExp {
  return new RegExp(pattern(text));
}

function pattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
}
