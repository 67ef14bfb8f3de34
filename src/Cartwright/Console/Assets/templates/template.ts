// The editor of a template: code with lines and marks, and beside it how it looks to somebody with a cart of the shop, a moment after the
// last key. The browser makes HTML of the layout, the server fills it in and says what is wrong. Saving is the form's own business.
import { codeEditor, goTo, insert, mark, replace, type Fault } from './code';
import { draw } from './drawn';
import type { Compiled } from './mjml';
import { frameShower } from './shown';

interface Answer {
  subject: string;
  preheader: string;
  html: string;
  text: string;
  size: string;
  tone: string;
  rendered: boolean;
  faults: Fault[];
  examples: string;
  needs: string;
}

const PAUSE = 350; // ms without a key
type Area = HTMLTextAreaElement | HTMLInputElement;

const form = document.querySelector<HTMLFormElement>('form[data-template]')!;
const words = JSON.parse(form.dataset.words!) as Record<string, string>;
const field = <T extends Area>(name: string) => form.elements.namedItem(name) as T | null;
const part = <T extends HTMLElement>(name: string) => form.querySelector<T>(`[data-${name}]`);
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')!.nonce!;
const codePart = form.dataset.code!;
const area = field<HTMLTextAreaElement>(codePart);
const html = field<HTMLTextAreaElement>('html');
const isMjml = codePart === 'mjml' && area !== null;
const mayEdit = area ? !area.readOnly : !field('text')!.readOnly;

const code = area ? codeEditor(area, document.querySelector(`label[for="${area.id}"]`)!.textContent!, nonce) : null;
const show = frameShower(form.querySelector('iframe'));
let compiler: Promise<{ compile: (source: string) => Compiled }> | undefined;
let layoutFaults: Fault[] = [];
let compiledFrom: string | undefined;
let asking: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let changed = form.dataset.typed === 'True';

// ---- compile, ask, show

async function compile(): Promise<void> {
  if (!isMjml || area!.value === compiledFrom) return;
  compiler ??= import(form.dataset.compiler!) as Promise<{ compile: (source: string) => Compiled }>;
  const source = area!.value;
  const made = (await compiler!).compile(source);
  compiledFrom = source;
  html!.value = made.html;
  layoutFaults = made.faults.map((fault) => ({ ...fault, part: 'mjml', where: fault.line === null ? words.mjml : words.line.replace('{line}', `${fault.line}`) }));
}

let failed = false;
async function look(): Promise<void> {
  clearTimeout(timer);
  asking?.abort();
  const turn = (asking = new AbortController());
  try {
    await compile();
    if (turn.signal.aborted) return;
    const response = await fetch(`${form.action}/shown`, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' }, redirect: 'error', signal: turn.signal });
    if (!response.ok) throw new Error(`${response.status}`);
    const answer = (await response.json()) as Answer;
    if (turn.signal.aborted) return;
    tell([...layoutFaults, ...answer.faults]);
    line('needs', answer.needs);
    line('examples', answer.examples);
    const size = part('size')!.firstElementChild as HTMLElement;
    size.textContent = answer.size;
    size.className = answer.tone;
    part('nothing')!.hidden = answer.rendered;
    size.parentElement!.hidden = !answer.rendered;
    if (!answer.rendered) return; // what was there last stays to be looked at
    part('text')!.textContent = answer.text;
    const subject = part('subject');
    if (subject) {
      part('envelope')!.hidden = false;
      subject.textContent = answer.subject;
      part('preheader')!.textContent = answer.preheader;
    }
    show(answer.html);
    // What was said since, that a test was sent, say, stays.
    if (failed || !part('said')?.textContent) say('');
    failed = false;
  } catch (error) {
    failed ||= !turn.signal.aborted;
    if (!turn.signal.aborted) say((error as Error).name === 'TypeError' || /^\d+$/.test((error as Error).message) ? words.failed : (error as Error).message);
  }
}

function line(name: string, says: string): void {
  const place = part(name)!;
  place.textContent = says;
  place.hidden = says === '';
}

function soon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void look(), PAUSE);
}

// ---- faults: a list, and marks at their lines

function tell(faults: readonly Fault[]): void {
  const icons = part('faults')!;
  const list = document.createElement('ul');
  for (const fault of faults) {
    const item = document.createElement('li');
    item.className = fault.warning ? 'risk' : 'bad';
    const link = document.createElement('a');
    link.href = `#f-${fault.part}`;
    link.textContent = fault.where;
    link.dataset.part = fault.part;
    link.dataset.line = fault.line === null ? '' : `${fault.line}`;
    link.dataset.column = fault.column === null ? '' : `${fault.column}`;
    const sign = document.createElement('span');
    sign.className = 'sign';
    sign.setAttribute('aria-hidden', 'true');
    const text = document.createElement('span');
    text.append(link, ` ${fault.says}`);
    item.append(sign, text);
    list.append(item);
  }
  // What stays the same is not read out again.
  if (icons.textContent!.replace(/\s/g, '') !== list.textContent!.replace(/\s/g, '')) icons.replaceChildren(list);
  for (const name of ['subject', 'preheader', 'text']) field(name)?.setAttribute('aria-invalid', `${faults.some((fault) => fault.part === name && !fault.warning)}`);
  if (code) mark(code, faults.filter((fault) => fault.part === codePart));
}

form.addEventListener('click', (event) => {
  const link = (event.target as HTMLElement).closest<HTMLElement>('a[data-part]');
  if (!link) return;
  event.preventDefault();
  const line = Number(link.dataset.line) || null;
  const name = link.dataset.part!;
  if (code && (name === codePart || name === 'html')) return goTo(code, name === codePart ? (line ?? 1) : 1, Number(link.dataset.column) || null);
  const target = field(name);
  if (!target) return;
  target.focus();
  if (line === null) return target.select();
  const lines = target.value.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  target.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
});

function say(text: string): void {
  const place = part('said');
  if (place) place.textContent = text || (changed ? words.unsaved : '');
}

// ---- what can be inserted, where the cursor was last

let last: Area | 'code' = code ? 'code' : field('text')!;
form.addEventListener('focusin', (event) => {
  const target = event.target as HTMLElement;
  if (code?.dom.contains(target)) last = 'code';
  else if (target.matches('#f-subject, #f-preheader, #f-text')) last = target as Area;
});
part('inserts')?.addEventListener('click', (event) => {
  const text = (event.target as HTMLElement).closest<HTMLElement>('[data-insert]')?.dataset.insert;
  if (text === undefined) return;
  if (last === 'code') return insert(code!, text);
  const target = last;
  const plain = target instanceof HTMLInputElement ? text.replace(/\n+/g, '') : text;
  target.setRangeText(plain, target.selectionStart ?? 0, target.selectionEnd ?? 0, 'end');
  target.focus();
  target.dispatchEvent(new Event('input', { bubbles: true }));
});
const search = part<HTMLInputElement>('insert-search');
if (search) {
  search.hidden = false;
  search.addEventListener('input', (event) => {
    event.stopPropagation(); // it is no part of the template
    const wanted = search.value.toLowerCase();
    for (const row of part('inserts')!.querySelectorAll('li')) row.hidden = !row.textContent!.toLowerCase().includes(wanted);
  });
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
}

if (mayEdit) {
  form.addEventListener('input', (event) => {
    if ((event.target as HTMLElement).closest('.shown')) return; // looked at, not written
    changed = true;
    say('');
    soon();
  });
}
form.addEventListener('change', (event) => {
  if ((event.target as HTMLElement).matches('[data-look]') && mayEdit) void look();
});

// ---- leaving, saving, testing

form.addEventListener('submit', (event) => {
  const button = event.submitter as HTMLButtonElement | null;
  if (button?.matches('[data-test]')) {
    event.preventDefault();
    return void test(button);
  }
  if (button?.value === 'look') {
    event.preventDefault();
    return void look();
  }
  if (isMjml && area!.value !== compiledFrom) {
    // Saved with the HTML it compiles to.
    event.preventDefault();
    void compile().then(() => form.requestSubmit(button), () => say(words.failed));
    return;
  }
  if (button?.value === 'live' && layoutFaults.some((fault) => !fault.warning)) {
    event.preventDefault();
    tell(layoutFaults);
    say(words.wrong);
    part('faults')!.scrollIntoView({ block: 'center' });
    form.querySelector<HTMLElement>('a[data-part]')?.focus();
    return;
  }
  changed = false;
  remember();
});
addEventListener('beforeunload', (event) => {
  if (changed) event.preventDefault();
});

async function test(button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  try {
    await compile();
    const response = await fetch(button.formAction, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' }, redirect: 'error' });
    if (!response.ok) throw new Error(`${response.status}`);
    const answer = (await response.json()) as { sent: boolean; says: string; faults: Fault[] };
    if (answer.faults.length > 0) tell([...layoutFaults, ...answer.faults]);
    say(answer.says);
  } catch {
    say(words.failed);
  } finally {
    button.disabled = false;
  }
}

// Saving loads the page anew: it goes on where it was. What was sent and not answered (signed out meanwhile, no network) is there again when the page is.
const WRITTEN = ['subject', 'preheader', 'mjml', 'html', 'text'];
const place = `template:${location.pathname}`;
function remember(): void {
  sessionStorage.setItem(place, JSON.stringify({ at: code?.state.selection.main.head ?? 0, top: scrollY, looks: [...form.querySelectorAll<HTMLInputElement>('.looks :checked')].map((look) => [look.name, look.value]), wrote: WRITTEN.map((name) => [name, field(name)?.value]) }));
}
function recall(): void {
  const kept = sessionStorage.getItem(place);
  if (!kept) return;
  sessionStorage.removeItem(place);
  const { at, top, looks, wrote } = JSON.parse(kept) as { at: number; top: number; looks: [string, string][]; wrote: [string, string | undefined][] };
  const isAnswered = document.getElementById('notice') !== null || form.dataset.typed === 'True';
  const lost = isAnswered ? [] : wrote.filter(([name, value]) => value !== undefined && field(name) && field(name)!.value !== value);
  for (const [name, value] of lost) {
    if (name === codePart) replace(code!, value!);
    else field(name)!.value = value!;
  }
  if (lost.length > 0) {
    changed = true;
    void look().then(() => say(words.back));
  }
  code?.dispatch({ selection: { anchor: Math.min(at, code.state.doc.length) } });
  for (const [name, value] of looks) form.querySelector<HTMLInputElement>(`input[name="${name}"][value="${value}"]`)!.checked = true;
  if (form.querySelectorAll('[data-faults] .bad').length === 0) scrollTo(0, top);
}

// ---- drawing

const drawing = part<HTMLButtonElement>('drawing');
if (drawing && isMjml) {
  drawing.hidden = false;
  drawing.addEventListener('click', async () => {
    const drawn = await draw(form.dataset.draw!, area!.value, words.draw_title);
    if (drawn.state === 'not_possible') return say(words.cannot_draw);
    if (drawn.state === 'done' && drawn.mjml !== area!.value) {
      replace(code!, drawn.mjml);
      say(words.drawn);
    }
    drawing.focus();
  });
}

// On a slow line people write before this script is there, and no event tells of it.
const early = [...form.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('textarea, input[type="text"]')].some((field) => field.value !== field.defaultValue);
if (early) changed = true;
recall();
if (code) mark(code, [...form.querySelectorAll<HTMLElement>(`[data-faults] a[data-part="${codePart}"]`)].map((a) => ({ part: codePart, line: Number(a.dataset.line) || null, column: Number(a.dataset.column) || null, where: '', says: a.nextSibling?.textContent?.trim() ?? '', warning: a.closest('li')!.classList.contains('risk') })));
// What is not saved is in no frame yet, and a template made from nothing has no HTML.
if (mayEdit && (form.dataset.typed === 'True' || early || html?.value.trim() === '')) void look();
