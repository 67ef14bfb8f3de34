// Opens the page that draws in a frame over the editor, and waits for what comes of it. It has a policy of its own, which lets it make styles.

export type Drawn = { state: 'done'; mjml: string } | { state: 'given_up' } | { state: 'not_possible' };

export function draw(address: string, mjml: string, title: string): Promise<Drawn> {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    dialog.className = 'draw';
    dialog.setAttribute('aria-label', title);
    const frame = document.createElement('iframe');
    frame.title = title;
    frame.src = address;
    dialog.append(frame);
    const end = (drawn: Drawn) => {
      removeEventListener('message', hear);
      dialog.close();
      dialog.remove();
      resolve(drawn);
    };
    const hear = ({ source, origin, data }: MessageEvent) => {
      if (source !== frame.contentWindow || origin !== location.origin) return;
      if (data.state === 'ready') frame.contentWindow!.postMessage({ mjml }, location.origin);
      else end(data as Drawn);
    };
    addEventListener('message', hear);
    // Escape asks the drawing, which knows whether there is something to lose.
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      frame.contentWindow!.postMessage({ cancel: true }, location.origin);
    });
    document.body.append(dialog);
    dialog.showModal();
    frame.focus();
  });
}
