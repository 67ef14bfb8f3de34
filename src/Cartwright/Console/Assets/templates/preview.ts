// The line that mailboxes show after the subject stands in the layout as mj-preview.
const PREVIEW = /(<mj-preview\s*>)([\s\S]*?)(<\/mj-preview\s*>)/;
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Null: the layout has none. */
export function previewOf(mjml: string): string | null {
  const found = PREVIEW.exec(mjml);
  return found && found[2].trim().replace(/\s+/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** The layout with this line; the same where it says so already, or has no head to put it into. */
export function withPreview(mjml: string, line: string): string {
  const known = previewOf(mjml);
  if (known === line || (known === null && line === '')) return mjml;
  // Handlebars is no text.
  const text = line.split(/(\{\{.*?\}\})/).map((part, i) => (i % 2 ? part : part.replace(/[&<>]/g, (c) => escapes[c]))).join('');
  if (known !== null) return mjml.replace(PREVIEW, (_, open: string, _old: string, close: string) => open + text + close);
  return mjml.replace(/<mj-head\s*>(\s*)/, (head, gap: string) => `${head}<mj-preview>${text}</mj-preview>${gap || '\n'}`);
}
