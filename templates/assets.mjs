// Makes the default messages: MJML and text sources hold the layout, words/<locale>.json the sentences. Each template is
// laid out once and then filled with the words of every language: <template>.<locale>.json, with Handlebars left in it
// for the server to fill in (src/Cartwright/Messages/MessageRenderer.cs). A new language is one more words file. A template
// without a layout is a text message: its words alone.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mjml2html from 'mjml';
import { mistakes, options, tighten } from './compile.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const read = (...path) => readFileSync(join(here, ...path), 'utf8');

export const name = 'templates';
export const inputs = ['.'];

// Templates that say nothing true without a part of the model: the server makes no message of them when it is missing.
const needs = {
  'cart-offer': ['offer'], 'next-purchase': ['offer'], 'first-order': ['offer'],
  'unpaid-order': ['order'], 'unpaid-order-sms': ['order'], 'order-confirmation': ['order'],
  'browse-reminder': ['items'], 'back-in-stock': ['items'], 'price-drop': ['items'],
  'hand-off': ['handOff'], 'hand-offs': ['handOffs'],
};
const agents = ['hand-off', 'hand-offs']; // to the shop's own people

// What a merchant who draws can put into a mail as a whole, in the order it is offered.
export const blocks = ['lines', 'offer', 'button', 'dispatch', 'methods', 'reviews', 'bestsellers', 'contact', 'faq', 'survey'];

export async function build(out) {
  const sources = join(out, 'sources');
  mkdirSync(sources, { recursive: true });
  const languages = readdirSync(join(here, 'words')).map((file) => JSON.parse(read('words', file)));
  const english = languages.find((words) => words.locale === 'en');
  for (const template of Object.keys(english.templates)) {
    const isText = !existsSync(join(here, `${template}.mjml`));
    const html = isText ? '' : layOut(template);
    const text = isText ? '[[text]]' : includeText(read(`${template}.txt`));
    for (const words of languages) {
      sameWords(english, words);
      const fill = (source, escape) => fillIn(source, words, template, escape);
      const file = {
        template,
        locale: words.locale,
        channel: isText ? 'sms' : agents.includes(template) ? 'handoff' : 'email',
        needs: needs[template] ?? [],
        subject: isText ? '' : fill('[[subject]]'),
        preheader: isText ? '' : fill('[[preheader]]'),
        html: fill(html, true),
        text: fill(text),
      };
      writeFileSync(join(out, `${template}.${words.locale}.json`), JSON.stringify(file, null, 1) + '\n');
      if (isText) continue;
      // What a merchant begins with: the layout as one file, and what it compiles to. The preheader is a field beside it.
      const open = (source) => fill(source.replaceAll('[[preheader]]', '{{preheader}}'), true);
      writeFileSync(join(sources, `${template}.${words.locale}.mjml`), open(flatten(template)) + '\n');
      writeFileSync(join(sources, `${template}.${words.locale}.html`), open(html));
    }
  }
  for (const words of languages) {
    const filled = blocks.map((block) => [block, fillIn(flattened(read('partials', `${block}.mjml`)), words, 'cart-reminder', true)]);
    writeFileSync(join(sources, `blocks.${words.locale}.json`), JSON.stringify(Object.fromEntries(filled), null, 1) + '\n');
  }
}

function layOut(template) {
  const { html, errors } = mjml2html(read(`${template}.mjml`), { ...options, filePath: join(here, `${template}.mjml`) });
  const wrong = mistakes(errors);
  if (wrong.length > 0) throw new Error(wrong.map((error) => error.formattedMessage).join('\n'));
  return tighten(withoutNotes(includeHtml(html)));
}

// What is said to those who work on the defaults is not for readers of mails. Outlook's conditions have no blank there.
function withoutNotes(source) {
  return source.replace(/<!-- [^]*?-->\n?/g, '');
}

// The layout with everything it includes in it.
const flatten = (template) => flattened(read(`${template}.mjml`));

function flattened(source) {
  const within = (source) => withoutNotes(source).replace(/^( *)<mj-include path="\.\/([\w/-]+\.mjml)" \/>\n/gm, (_, indent, path) => within(read(path)).replace(/^(?=.)/gm, indent));
  const rows = (source) => source.replace(/^( *)\[\[> ([\w-]+)\]\]\n/gm, (_, indent, part) => rows(read('partials', `${part}.html`)).replace(/^(?=.)/gm, indent));
  return rows(within(source)).trimEnd();
}

// Rows of tables, which MJML hands through as they are.
function includeHtml(source) {
  return source.replace(/\[\[> ([\w-]+)\]\]/g, (_, part) => includeHtml(read('partials', `${part}.html`)));
}

function includeText(source) {
  return source.replace(/^\[\[> ([\w-]+)\]\]\n/gm, (_, part) => includeText(read('partials', `${part}.txt`)));
}

export function fillIn(source, words, template, escape) {
  return source.replace(/\[\[([\w.]+)\]\]/g, (_, key) => {
    const text = key in words ? words[key] : words.templates[template][key] ?? words.common[key];
    if (typeof text !== 'string') throw new Error(`words/${words.locale}.json has no "${key}" for ${template}`);
    const whole = text.includes('[[') ? fillIn(text, words, template) : text;
    return escape ? escapeText(whole) : whole;
  });
}

// Words may hold Handlebars; only what stands around it is text.
function escapeText(text) {
  const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.split(/(\{\{.*?\}\})/).map((part, i) => (i % 2 ? part : part.replace(/[&<>"]/g, (c) => escapes[c]))).join('');
}

export function sameWords(english, words) {
  const keys = (tree, path = '') => Object.entries(tree).flatMap(([key, value]) => (typeof value === 'object' ? keys(value, `${path}${key}.`) : [path + key]));
  const [wanted, given] = [keys(english), keys(words)];
  const missing = wanted.filter((key) => !given.includes(key));
  const unknown = given.filter((key) => !wanted.includes(key));
  if (missing.length + unknown.length > 0) throw new Error(`words/${words.locale}.json: missing ${missing.join(', ') || 'nothing'}; not in en.json: ${unknown.join(', ') || 'nothing'}`);
}
