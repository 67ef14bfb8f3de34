// Draws the body of a template with GrapesJS. Parts that it cannot give back as they were (tables with rows in a loop, raw HTML, conditions) are
// shown as boxes and kept; of the others only what was changed is written anew (mjmlTree.ts). No request leaves the page but for pictures.
import grapesjs, { type Block, type Component, type Editor } from 'grapesjs';
import * as mjml from 'grapesjs-mjml';
import { canBeDrawn, gist, plainHandlebars, read, reopened, write, type Part, type Sheet } from './mjmlTree';

const words = JSON.parse(document.body.dataset.words!) as Record<string, string>;
const say = (text: string) => (document.querySelector('[data-says]')!.textContent = text);
const parent = window.parent;
// A CommonJS module, whose default is bundled as it would be in Node.
const { default: mjmlPlugin } = (mjml.default as unknown as { default?: typeof mjml.default }).default ? (mjml.default as unknown as typeof mjml) : mjml;

// Those that GrapesJS can show and change; of a leaf, when its content stays as it is.
const DRAWN = new Set(['mj-section', 'mj-wrapper', 'mj-column', 'mj-group', 'mj-text', 'mj-button', 'mj-image', 'mj-divider', 'mj-spacer', 'mj-hero']);
const TEXTS = new Set(['mj-text', 'mj-button']);
// An empty list would be MJML's own, which are fetched from Google.
const NO_FONTS = { 'no font of this name': 'data:,' };
const SIDES = ['top', 'right', 'bottom', 'left'];

let sheet: Sheet;
let editor: Editor;
/** By the number that a component carries: what it was made from, and how it was right after it was put in. */
const parts = new Map<number, { part: Part; attributes: Record<string, string>; inner: string }>();
let next = 1;

addEventListener('message', ({ source, origin, data }: MessageEvent) => {
  if (source !== parent || origin !== location.origin) return;
  if (data.cancel) return close();
  const found = read(data.mjml);
  if (!found) return parent.postMessage({ state: 'not_possible' }, location.origin);
  sheet = found;
  start();
});
parent.postMessage({ state: 'ready' }, location.origin);

function start(): void {
  editor = grapesjs.init({
    container: '#canvas',
    height: '100%',
    storageManager: false,
    telemetry: false,
    cssIcons: '',
    panels: { defaults: [] },
    assetManager: { upload: false, dropzone: false },
    deviceManager: { devices: [{ id: 'desk', name: words.desk, width: '' }, { id: 'phone', name: words.phone, width: '375px' }] },
    blockManager: { appendTo: '#blocks', appendOnClick: put },
    traitManager: { appendTo: '#traits' },
    styleManager: { appendTo: '#styles' },
    canvas: { styles: [], scripts: [] },
    plugins: [(e: Editor) => mjmlPlugin(e, { blocks: [], resetDevices: false, useCustomTheme: false, fonts: NO_FONTS }), kept],
  });
  addBlocks();
  editor.setComponents({ type: 'mjml', components: [{ type: 'mj-body', ...drawn(sheet.body), components: sheet.body.children!.map(component) }] } as never);
  const body = find(editor.getWrapper()!, 'mj-body')!;
  every(body, snapshot);
  editor.UndoManager.clear();
  editor.on('component:selected component:deselected', () => (document.querySelector<HTMLElement>('[data-nothing]')!.hidden = editor.getSelected() !== undefined));
  bar(body);
  say(words.kept_note);
}

// ---- into the drawing

function component(part: Part): object {
  if (!DRAWN.has(part.tag) || (TEXTS.has(part.tag) && !canBeDrawn(part.inner, document))) return { type: 'kept', number: number(part), label: gist(part) || part.tag, removable: part.tag !== 'mj-raw' };
  const made = { type: part.tag, ...drawn(part) };
  return part.children ? { ...made, components: part.children.map(component) } : TEXTS.has(part.tag) ? { ...made, components: part.inner.trim() } : made;
}

/** With what the head says of such parts, and the sides of paddings one by one: GrapesJS sets sides of its own beside them. */
function drawn(part: Part): object {
  const attributes: Record<string, string> = {};
  for (const [name, value] of [...sheet.defaults(part.tag, part.attributes.get('mj-class') ?? ''), ...part.attributes]) {
    if (name === 'padding') for (const [i, side] of SIDES.entries()) attributes[`padding-${side}`] = shorthand(value, i);
    else attributes[name] = seen(name, value);
  }
  return { tagName: part.tag, attributes, number: number(part) };
}

function shorthand(padding: string, side: number): string {
  const sides = padding.trim().split(/\s+/);
  return sides[side] ?? sides[side - 2] ?? sides[0];
}

// What stands for a colour or a picture of the shop is shown as one; it is written as it was.
function seen(name: string, value: string): string {
  if (!value.includes('{{')) return value;
  if (name === 'src') return PICTURE;
  return /color|border/.test(name) ? value.replace(/\{\{[^}]*\}\}/g, (mark) => (/onAccent/i.test(mark) ? '#ffffff' : '#17643f')) : value;
}

const PICTURE = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><rect width="200" height="80" fill="#e7e4de"/><path d="m70 60 22-26 16 18 10-10 16 18z" fill="#a9a397"/></svg>')}`;

function number(part: Part): number {
  parts.set(next, { part, attributes: {}, inner: '' });
  return next++;
}

function snapshot(model: Component): void {
  const known = parts.get(model.get('number' as never) as unknown as number);
  if (!known) return;
  known.attributes = attributesOf(model);
  if (TEXTS.has(known.part.tag)) known.inner = model.getInnerHTML();
}

// ---- out of it

function written(model: Component): string {
  const known = parts.get(model.get('number' as never) as unknown as number);
  if (known && model.get('type') === 'kept') return write(known.part);
  const tag = model.get('tagName')!;
  const attributes = attributesOf(model);
  const depth = indent(model);
  const inner = () => plainHandlebars(model.getInnerHTML());
  const children = () => model.components().models.map(written).join('');
  if (!known) {
    // New ones say only what differs from what such parts are.
    const usual = model.get('style-default' as never) as unknown as Record<string, string>;
    const own = new Map(Object.entries(attributes).filter(([name, value]) => value && value !== usual?.[name] && value !== sheet.defaults(tag, '').get(name)));
    const below = TEXTS.has(tag) ? '' : children();
    return `\n${depth}${reopened(`<${tag}>`, own)}${TEXTS.has(tag) ? inner() : below && `${below}\n${depth}`}</${tag}>`;
  }
  const { part } = known;
  const changes = new Map<string, string | null>();
  for (const name of new Set([...Object.keys(known.attributes), ...Object.keys(attributes)]))
    if (attributes[name] !== known.attributes[name]) changes.set(name, attributes[name] || null);
  const open = changes.size > 0 ? reopened(part.open, changes) : part.open;
  if (part.children) return part.lead + open + children() + part.tail + part.close;
  const text = TEXTS.has(part.tag) && model.getInnerHTML() !== known.inner ? inner() : part.inner;
  return part.lead + open + text + part.close;
}

// What GrapesJS keeps for itself is no attribute of MJML.
function attributesOf(model: Component): Record<string, string> {
  return Object.fromEntries(Object.entries(model.get('attributes') as Record<string, string>).filter(([name]) => !/^(id|class|style|data-.*)$/.test(name)));
}

function indent(model: Component): string {
  let depth = 0;
  for (let above = model.parent(); above; above = above.parent()) depth++;
  return '  '.repeat(Math.max(0, depth - 1));
}

function find(model: Component, type: string): Component | undefined {
  return model.get('type') === type ? model : model.components().models.map((child) => find(child, type)).find((found) => found !== undefined);
}

function every(model: Component, then: (model: Component) => void): void {
  then(model);
  for (const child of model.components().models) every(child, then);
}

// ---- boxes for what is kept

function kept(e: Editor): void {
  e.Components.addType('kept', {
    isComponent: () => false,
    model: { defaults: { tagName: 'div', droppable: false, editable: false, copyable: false, stylable: false, layerable: true, traits: [], label: '', number: 0, draggable: '[data-gjs-type="mj-column"]' } },
    view: {
      tagName: 'div',
      onRender() {
        const el = (this as unknown as { el: HTMLElement; model: Component }).el;
        const label = (this as unknown as { model: Component }).model.get('label' as never) as unknown as string;
        el.textContent = label;
        el.title = words.kept;
        el.style.cssText = `pointer-events:all;display:block;box-sizing:border-box;width:0;min-width:100%;margin:2px 0;padding:${/^[/]|^(if|unless|each|with) /.test(label) ? '0 8px' : '14px 8px'};overflow:hidden;white-space:nowrap;text-overflow:ellipsis;font:12px/18px ui-monospace,monospace;color:#5f5b54;background:repeating-linear-gradient(135deg,#f3f1ec 0 6px,#faf9f6 6px 12px);border:1px dashed #cfcac0;border-radius:4px`;
      },
    },
  } as never);
  e.Components.addType('mj-body', { model: { defaults: { droppable: ['mj-section', 'mj-wrapper', 'mj-hero', 'kept'].map((type) => `[data-gjs-type="${type}"]`).join(', ') } } } as never);
  // Fields beside the drawing: where a button leads, what a picture is; nothing of HTML's own.
  for (const type of DRAWN) e.Components.addType(type, { model: { defaults: { traits: [] } } } as never);
  e.Components.addType('mj-button', { model: { defaults: { traits: [{ name: 'href', label: words.link }] } } } as never);
  e.Components.addType('mj-image', { model: { defaults: { traits: [{ name: 'src', label: words.picture }, { name: 'alt', label: words.alt }, { name: 'href', label: words.link }] } } } as never);
}

function addBlocks(): void {
  const text = made('mj-text', { components: words.new_text });
  const column = made('mj-column', { components: [text] });
  const blocks: [string, object][] = [
    ['section', made('mj-section', { components: [column] })],
    ['columns', made('mj-section', { components: [column, column] })],
    ['text', text],
    ['button', made('mj-button', { attributes: { href: '{{links.restore}}' }, components: words.new_button })],
    ['image', made('mj-image', { attributes: { src: PICTURE, alt: '' } })],
    ['line', made('mj-divider', {})],
    ['space', made('mj-spacer', { attributes: { height: '20px' } })],
  ];
  for (const [name, content] of blocks) editor.BlockManager.add(name, { label: words[name], category: words.basic, content: content as never, select: true });
  // Parts of the ready mails, whole: their loops and conditions are kept like those of a layout that was read.
  for (const [name, source] of Object.entries(JSON.parse(document.body.dataset.blocks!) as Record<string, string>))
    editor.BlockManager.add(`ready-${name}`, { label: words[`ready_${name}`], category: words.ready, content: { type: 'kept', number: number(whole(source)), label: words[`ready_${name}`] } as never, select: true });
}

// The plugin's types have a name of their own only where they were read from MJML.
const made = (tag: string, rest: object) => ({ type: tag, tagName: tag, ...rest });

/** What is clicked comes after what is chosen, or last: dragging is not for every hand. */
function put(block: Block, e: Editor): void {
  const around = ['section', 'columns'].includes(block.getId()) ? 'mj-body' : 'mj-column';
  let beside = e.getSelected();
  while (beside && beside.parent()?.get('type') !== around) beside = beside.parent();
  const places: Component[] = [];
  every(e.getWrapper()!, (model) => model.get('type') === around && places.push(model));
  const place = beside?.parent() ?? places.at(-1);
  const [made] = place?.append(block.getContent() as never, { at: beside ? beside.index() + 1 : place.components().length }) ?? [];
  if (made) e.select(made, { scroll: true });
}

function whole(source: string): Part {
  return { tag: 'block', lead: '\n', open: source.replace(/^(?=.)/gm, ' '.repeat(8)), attributes: new Map(), inner: '', children: null, tail: '', close: '' };
}

// ---- the bar above

function bar(body: Component): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-command]')) button.addEventListener('click', () => editor.runCommand(button.dataset.command!));
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-device]'))
    button.addEventListener('click', () => {
      editor.setDevice(button.dataset.device!);
      for (const other of document.querySelectorAll('[data-device]')) other.setAttribute('aria-pressed', `${other === button}`);
    });
  document.querySelector('[data-cancel]')!.addEventListener('click', close);
  document.querySelector('[data-done]')!.addEventListener('click', () => {
    editor.select(); // ends the writing of a text
    parent.postMessage({ state: 'done', mjml: sheet.before + written(body) + sheet.after }, location.origin);
  });
}

function close(): void {
  if (!editor?.UndoManager.hasUndo() || confirm(words.lose)) parent.postMessage({ state: 'given_up' }, location.origin);
}
