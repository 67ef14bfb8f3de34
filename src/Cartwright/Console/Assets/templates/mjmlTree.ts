// The body of a template as a tree that remembers how it was written. What is not changed in the drawing is written back as it was, byte by byte:
// GrapesJS and MJML's own serializers lose rows of tables, comments, attributes that equal a default, and nest what comes after a tag that closes itself.

export interface Part {
  tag: string;
  /** Blanks and comments before it; they go where it goes. */
  lead: string;
  /** The opening tag as it is written. */
  open: string;
  attributes: ReadonlyMap<string, string>;
  /** What is between the tags of a leaf. */
  inner: string;
  /** Null: a leaf. */
  children: Part[] | null;
  /** Blanks and comments after the last child. */
  tail: string;
  close: string;
}

export interface Sheet {
  before: string;
  body: Part;
  after: string;
  /** What mj-attributes say of a tag, those of mj-all first; and of a class. */
  defaults: (tag: string, classes: string) => Map<string, string>;
}

// Their content is HTML or text, no MJML.
const LEAVES = new Set(['mj-text', 'mj-button', 'mj-table', 'mj-raw', 'mj-social-element', 'mj-navbar-link', 'mj-accordion-title', 'mj-accordion-text', 'mj-image', 'mj-divider', 'mj-spacer', 'mj-carousel-image']);
const TAG = /<!--[\s\S]*?-->|<\/(mj-[\w-]+)\s*>|<(mj-[\w-]+)((?:\s+[^\s"'=<>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*(\/?)>/g;

/** Null when the source is no whole MJML document: then there is nothing to draw. */
export function read(source: string): Sheet | null {
  const start = /<mj-body[\s/>]/.exec(withoutComments(source))?.index;
  if (start === undefined) return null;
  const tags = new RegExp(TAG);
  tags.lastIndex = start;
  const first = tags.exec(source);
  if (!first || first.index !== start || first[2] !== 'mj-body') return null;
  const body = element(source, first, '', tags);
  if (!body) return null;
  const head = source.slice(0, start);
  return { before: head, body, after: source.slice(tags.lastIndex), defaults: defaultsOf(withoutComments(head)) };
}

export function write(part: Part): string {
  return part.lead + part.open + (part.children ? part.children.map(write).join('') + part.tail : part.inner) + part.close;
}

function element(source: string, opening: RegExpExecArray, lead: string, tags: RegExp): Part | null {
  const part: Part = { tag: opening[2], lead, open: opening[0], attributes: attributesOf(opening[3]), inner: '', children: null, tail: '', close: '' };
  if (opening[4]) return part;
  if (LEAVES.has(part.tag)) {
    const end = source.indexOf(`</${part.tag}`, tags.lastIndex);
    const close = end < 0 ? -1 : source.indexOf('>', end);
    if (close < 0) return null;
    part.inner = source.slice(tags.lastIndex, end);
    part.close = source.slice(end, close + 1);
    tags.lastIndex = close + 1;
    return part;
  }
  part.children = [];
  let from = tags.lastIndex;
  for (let found = tags.exec(source); found; found = tags.exec(source)) {
    if (found[0].startsWith('<!--')) continue;
    const gap = source.slice(from, found.index);
    if (found[1]) {
      if (found[1] !== part.tag) return null;
      part.tail = gap;
      part.close = found[0];
      return part;
    }
    const child = element(source, found, gap, tags);
    if (!child) return null;
    part.children.push(child);
    from = tags.lastIndex;
  }
  return null;
}

function attributesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/([^\s"'=<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map((a) => [a[1], a[2] ?? a[3]]));
}

const withoutComments = (text: string) => text.replace(/<!--[\s\S]*?-->/g, (comment) => ' '.repeat(comment.length));

function defaultsOf(head: string): Sheet['defaults'] {
  const block = /<mj-attributes\s*>([\s\S]*?)<\/mj-attributes\s*>/.exec(head)?.[1] ?? '';
  const rules = [...block.matchAll(new RegExp(TAG))].filter((tag) => tag[2]).map((tag) => ({ tag: tag[2], attributes: attributesOf(tag[3]) }));
  return (tag, classes) => {
    const of = (fits: (rule: (typeof rules)[number]) => boolean) => rules.filter(fits).flatMap((rule) => [...rule.attributes].filter(([name]) => rule.tag !== 'mj-class' || name !== 'name'));
    return new Map([
      ...of((rule) => rule.tag === 'mj-all'),
      ...of((rule) => rule.tag === tag),
      ...classes.split(/\s+/).flatMap((name) => of((rule) => rule.tag === 'mj-class' && rule.attributes.get('name') === name)),
    ]);
  };
}

/** The opening tag with some attributes changed (null: taken away), the rest as it was written. */
export function reopened(open: string, changes: ReadonlyMap<string, string | null>): string {
  let text = open;
  for (const [name, value] of changes) {
    const written = new RegExp(`\\s+${name}\\s*=\\s*(?:"[^"]*"|'[^']*')`);
    const fresh = value === null ? '' : ` ${name}=${value.includes('"') ? `'${value.replace(/'/g, '&#39;')}'` : `"${value}"`}`;
    text = written.test(text) ? text.replace(written, () => fresh) : text.replace(/\s*\/?>$/, (end) => fresh + end);
  }
  return text;
}

/** Handlebars in what a browser wrote: quotes and signs in it are no text. */
export function plainHandlebars(html: string): string {
  return html.replace(/\{\{[\s\S]*?\}\}/g, (mark) => mark.replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&nbsp;|\u00a0/g, ' ').replace(/&amp;/g, '&'));
}

/**
 * Whether a browser can edit this content and give it back: its tags close, rows of tables stay where they are, and no block of
 * Handlebars opens in one element and closes in another.
 */
export function canBeDrawn(inner: string, document: Document): boolean {
  const place = document.createElement('template');
  place.innerHTML = inner;
  if (tidy(plainHandlebars(place.innerHTML)) !== tidy(inner)) return false;
  return [place.content, ...place.content.querySelectorAll('*')].every((element) => isBalanced([...element.childNodes].map((node) => (node.nodeType === 3 ? node.nodeValue : '')).join('')));
}

function isBalanced(text: string): boolean {
  const open: string[] = [];
  for (const [, sign, name] of text.matchAll(/\{\{([#/^])\s*([\w-]+)/g)) {
    if (sign !== '/') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}

const tidy = (html: string) => html.replace(/\s+|\/(?=>)|;(?=")|'|"/g, '').replace(/&nbsp;|\u00a0/g, '').toLowerCase();

/** What a kept part is, in a few words of its own: the condition it stands for, or how its text begins. */
export function gist(part: Part): string {
  const block = /^\s*\{\{#(\w+)\s+([^}]*?)\}\}/.exec(part.inner);
  if (block) return `${block[1]} ${block[2]}`;
  const end = /^\s*\{\{\/(\w+)\}\}\s*$/.exec(part.inner);
  if (end) return `/${end[1]}`;
  return part.inner.replace(/<[^>]*>|&nbsp;/g, ' ').replace(/\{\{[#/^][^}]*\}\}|\{\{else[^}]*\}\}/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 80);
}
