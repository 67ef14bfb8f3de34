// How MJML becomes the HTML of a mail: the same for the defaults, at build, and for a merchant's own, in the console.

// No web fonts: MJML would fetch Roboto from Google.
export const options = { validationLevel: 'soft', fonts: {} };

// Colours come from the shop when a mail is rendered; MJML wants to see them now. Everything else it says is a mistake. The type it
// names is a class, of which a packed MJML has lost the name: what the attribute is called stays.
export function mistakes(errors) {
  return errors.filter((error) => !/Attribute (?:[\w-]+-)?color has invalid value: \{\{[\w.]+\}\} for type /.test(error.message));
}

// Indentation is a third of what MJML writes, and mail is cut at 102 KB. Blanks at line breaks between tags go; a line
// break inside a text stays.
export function tighten(html) {
  return html
    .replace(/\s*\n\s*/g, '\n')
    .replace(/>\n(?=<|\{\{[#/])/g, '>')
    .replace(/(\{\{[#/][^}]*\}\}|\{\{else[^}]*\}\})\n(?=<|\{\{)/g, '$1')
    .replace(/" >/g, '">')
    .replace(/\n(?=>)/g, '')
    .replace(/ class=""/g, '')
    .replace(/;"/g, '"')
    .trim();
}
