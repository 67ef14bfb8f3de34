// The journey's editor without leaving the page: every change is sent whole, and what comes back is put in place. The server alone knows
// what a journey may be; without script the same buttons load the page anew.
import { Idiomorph } from 'idiomorph';

const PAUSE = 350; // ms without a key, after which the sentences follow what is typed
const FIRST_LOOK = 500; // ms in which a page is not yet read

export function edit(form: HTMLFormElement): void {
  let asking = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let composing = false;

  form.addEventListener('submit', (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    const what = button?.value ?? 'look';
    if (what === 'save' || what === 'json') return;
    event.preventDefault();
    void send(what, true);
  });
  form.addEventListener('input', (event) => {
    clearTimeout(timer);
    form.dataset.changed = 'True';
    if (!composing && !(event.target as HTMLElement).matches('[data-shape]')) timer = setTimeout(() => void send('look', false), PAUSE);
  });
  form.addEventListener('change', (event) => {
    if ((event.target as HTMLElement).matches('[data-shape]')) void send('look', false);
  });
  form.addEventListener('compositionstart', () => (composing = true));
  form.addEventListener('compositionend', () => (composing = false));
  // What is open stays open, also where the answer is drawn anew.
  form.addEventListener(
    'toggle',
    (event) => {
      const details = event.target as HTMLDetailsElement;
      const field = details.matches('[data-open]') ? details.querySelector<HTMLInputElement>(':scope > input[type=hidden]') : null;
      if (field) field.disabled = !details.open;
      if (details.open && details.matches('.adder')) for (const other of form.querySelectorAll<HTMLDetailsElement>('.adder[open]')) other.open = other === details;
    },
    true,
  );

  async function send(what: string, focus: boolean): Promise<void> {
    clearTimeout(timer);
    const turn = ++asking;
    const sent = content(form, what);
    try {
      const answer = await fetch(form.action, { method: 'POST', body: sent, redirect: 'error' });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.querySelector<HTMLFormElement>('form[data-editor]');
      if (!fresh) throw new Error(`${answer.status}`);
      if (turn !== asking) return; // a later change is on its way
      // Something was typed meanwhile: ask again with it, so that it is not lost.
      if (text(content(form, what)) !== text(sent)) return await send(what, focus);
      // A space that was typed last is not taken away again under the cursor.
      const beforeAttributeUpdated = (name: string, node: Element) => name !== 'value' || node !== document.activeElement;
      Idiomorph.morph(form, fresh, { restoreFocus: true, callbacks: { beforeAttributeUpdated } });
      if (focus) form.querySelector<HTMLElement>('[autofocus]')?.focus();
    } catch {
      if (turn === asking && focus) leave(form, what); // signed out or offline: the browser says so itself
    }
  }
}

/** Asks before a page with changes is left in any other way than by saving them or saying so. */
export function keep(form: HTMLFormElement): void {
  const leave = () => (form.dataset.changed = 'False');
  const ask = (event: BeforeUnloadEvent) => {
    if (form.dataset.changed === 'True') event.preventDefault();
  };
  form.addEventListener('input', () => {
    form.dataset.changed = 'True';
    addEventListener('beforeunload', ask); // once, however often it is said
  });
  form.addEventListener('submit', (event) => {
    if (!event.defaultPrevented) leave();
  });
  form.addEventListener('click', (event) => {
    if ((event.target as HTMLElement).closest('[data-leave]')) leave();
  });
  // The page that refused a save has changes from its first moment. Who presses Save again before this script runs is on the way already
  // without `submit` being heard, and would be asked whether to leave: so nobody is asked before they typed or had time to read.
  setTimeout(() => addEventListener('beforeunload', ask), FIRST_LOOK);
}

function content(form: HTMLFormElement, what: string): FormData {
  const data = new FormData(form);
  data.set('do', what);
  return data;
}

const text = (data: FormData) => JSON.stringify([...data].filter(([name]) => name !== 'form'));

function leave(form: HTMLFormElement, what: string): void {
  const field = document.createElement('input');
  Object.assign(field, { type: 'hidden', name: 'do', value: what });
  form.append(field);
  form.dataset.changed = 'False';
  form.submit();
}
