import { h } from '../Shop/dom';
import strings from './strings.en.json';

interface Entry { id: number; receivedAt: string; from: string; to: string; subject: string; preview: string }
interface Mail extends Entry { text: string; size: number; headers: { name: string; value: string }[] }

type Key = keyof typeof strings;
const t = (key: Key, values: Record<string, string> = {}): string => strings[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

const refresh = 2000; // ms between two looks for new mail
const list = document.getElementById('list')!;
const pane = document.getElementById('mail')!;
const live = document.getElementById('live')!;

let known = '';
let newest = -1;
let parts: 'html' | 'text' | 'headers' = 'html';
let phone = false;

const openId = (): number => Number(/\/demo\/mailbox\/(\d+)$/.exec(location.pathname)?.[1] ?? 0);
const readIds = (): number[] => JSON.parse(localStorage.getItem('mailbox-read') ?? '[]');

/** The hour for today's mails, the day for older ones; with seconds, because the demo is about how soon a mail comes. */
function when(time: string): string {
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString()
    ? date.toLocaleTimeString(strings.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
    : date.toLocaleDateString(strings.lang, { day: 'numeric', month: 'short', year: 'numeric' });
}

const exact = (time: string): string => new Date(time).toLocaleString(strings.lang, { dateStyle: 'full', timeStyle: 'long' });

async function look(): Promise<void> {
  try {
    const answer = await fetch('/demo/mailbox/mails.json');
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (live.classList.contains('failure')) say('');
    if (text !== known) {
      known = text;
      show(JSON.parse(text));
    }
  } catch {
    say(t('offline'), true);
  }
  setTimeout(look, refresh);
}

function say(text: string, failure = false): void {
  live.textContent = text;
  live.classList.toggle('failure', failure);
}

function show({ delay, mails }: { delay: string; mails: Entry[] }): void {
  document.getElementById('delay')!.textContent = delay;
  const first = newest < 0;
  const latest = mails[0];
  if (latest && latest.id > newest && !first) say(t('arrived', { subject: latest.subject }));
  newest = latest?.id ?? 0;
  drawList(mails);
  if (first || !openId()) void open();
}

function drawList(mails: Entry[]): void {
  const read = readIds();
  const unread = mails.filter((mail) => !read.includes(mail.id)).length;
  document.title = (unread ? `(${unread}) ` : '') + t('title');
  const focused = document.activeElement?.getAttribute('href');
  list.replaceChildren(mails.length
    ? h('ul', {}, ...mails.map((mail) => row(mail, !read.includes(mail.id))))
    : h('div', { class: 'empty' }, h('p', {}, h('strong', {}, t('empty'))), h('p', {}, t('empty.next')), h('p', {}, h('a', { href: '/demo/shop/' }, t('shop')))));
  if (focused) list.querySelector<HTMLElement>(`[href="${focused}"]`)?.focus();
}

function row(mail: Entry, unread: boolean): HTMLElement {
  const href = '/demo/mailbox/' + mail.id;
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, '', href);
    void open(true);
  };
  return h('li', {},
    h('a', { href, onclick: go, class: unread ? 'unread' : '', 'aria-current': mail.id === openId() && 'true' },
      h('span', { class: 'who' }, mail.to),
      h('time', { datetime: mail.receivedAt, title: exact(mail.receivedAt) }, when(mail.receivedAt)),
      h('span', { class: 'subject' }, unread && h('span', { class: 'dot', role: 'img', 'aria-label': t('unread') }), mail.subject),
      h('span', { class: 'preview' }, mail.preview)));
}

/** Shows the mail the address names. */
async function open(focus = false): Promise<void> {
  const id = openId();
  document.body.toggleAttribute('data-open', !!id);
  if (!id) pane.replaceChildren(h('p', { class: 'hint' }, newest ? t('pick') : ''));
  const answer = id ? await fetch(`/demo/mailbox/mails/${id}.json`) : null;
  if (answer && !answer.ok) pane.replaceChildren(back(), h('p', { class: 'hint' }, t('gone')));
  else if (answer) {
    const read = readIds();
    if (!read.includes(id)) localStorage.setItem('mailbox-read', JSON.stringify([...read, id].slice(-500)));
    drawMail(await answer.json());
  }
  if (known) drawList(JSON.parse(known).mails);
  if (focus) pane.focus();
}

const back = () => h('a', { href: '/demo/mailbox', class: 'back' }, '← ' + t('back'));

function drawMail(mail: Mail): void {
  const body = h('div', { class: 'body', role: 'tabpanel', id: 'part', 'aria-labelledby': 'tab-html', tabindex: 0 });
  const widths = h('div', { class: 'widths', role: 'group', 'aria-label': t('width') });
  const tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': t('tabs') });

  const choose = (part: typeof parts) => {
    parts = part;
    for (const tab of tabs.children) {
      const chosen = tab.id === 'tab-' + part;
      tab.setAttribute('aria-selected', String(chosen));
      tab.setAttribute('tabindex', chosen ? '0' : '-1');
    }
    body.setAttribute('aria-labelledby', 'tab-' + part);
    widths.hidden = part !== 'html';
    body.replaceChildren(content(mail, part));
    size();
  };
  const size = () => {
    body.classList.toggle('phone', phone && parts === 'html');
    for (const button of widths.children) button.setAttribute('aria-pressed', String((button.id === 'phone') === phone));
  };
  const arrows = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = ['html', 'text', 'headers'] as const;
    choose(all[(all.indexOf(parts) + step + all.length) % all.length]);
    document.getElementById('tab-' + parts)!.focus();
  };
  tabs.addEventListener('keydown', arrows);
  for (const part of ['html', 'text', 'headers'] as const)
    tabs.append(h('button', { type: 'button', role: 'tab', id: 'tab-' + part, 'aria-controls': 'part', onclick: () => choose(part) }, t(`tab.${part}`)));
  for (const [id, isPhone] of [['desktop', false], ['phone', true]] as const)
    widths.append(h('button', { type: 'button', id, onclick: () => ((phone = isPhone), size()) }, t(`width.${id}`)));

  const raw = t('raw', { size: (mail.size / 1024).toFixed(1) });
  pane.replaceChildren(
    back(),
    h('h2', {}, mail.subject),
    h('dl', { class: 'facts' },
      h('dt', {}, t('from')), h('dd', {}, mail.from),
      h('dt', {}, t('to')), h('dd', {}, mail.to),
      h('dt', {}, t('received')), h('dd', {}, h('time', { datetime: mail.receivedAt }, exact(mail.receivedAt)))),
    h('div', { class: 'bar' }, tabs, widths, h('a', { href: `/demo/mailbox/mails/${mail.id}/raw`, class: 'raw' }, raw)),
    body);
  choose(parts);
}

function content(mail: Mail, part: typeof parts): HTMLElement {
  if (part === 'text') return mail.text ? h('pre', {}, mail.text) : h('p', { class: 'hint' }, t('no.text'));
  if (part === 'headers')
    return h('div', { class: 'scroll' }, h('table', {}, h('tbody', {}, ...mail.headers.map((header) => h('tr', {}, h('th', { scope: 'row' }, header.name), h('td', {}, header.value))))));
  return h('iframe', {
    src: `/demo/mailbox/mails/${mail.id}/html`,
    title: t('frame'),
    sandbox: 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation',
    referrerpolicy: 'no-referrer',
  });
}

addEventListener('popstate', () => void open());
void look();
