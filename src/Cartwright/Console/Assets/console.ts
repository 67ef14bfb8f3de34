// What the pages do beyond links and forms. Every page works without it.
import { edit, keep } from './editor';
import { keepLive } from './live';
import { walkRows } from './rows';

walkRows(document);
keepLive(document);
document.documentElement.classList.add('scripted');
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-editor]')) edit(form);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-changed]')) keep(form);

// Filters apply as they are chosen; the button stays for those without a pointer.
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-submit]')) {
  form.addEventListener('change', (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });
  // Empty fields do not belong into an address that is shared.
  form.addEventListener('formdata', (event) => {
    for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
  });
}

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const label = button.querySelector('span');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy!)?.textContent ?? '');
    if (label) label.textContent = button.dataset.copied ?? '';
  });
}

// One explanation open at a time, gone with Escape or a click elsewhere.
const open = () => document.querySelectorAll<HTMLDetailsElement>('details.info[open], details.switcher[open]');
document.addEventListener('click', (event) => {
  for (const details of open()) if (!details.contains(event.target as Node)) details.open = false;
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') for (const details of open()) details.open = false;
});
