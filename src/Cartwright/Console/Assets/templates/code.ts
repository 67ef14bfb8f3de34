// The code editor in place of a text area: lines, colours, marks where something is wrong. The text area stays in the form and holds what is
// written; without script it is the editor. Tab leaves the editor, as it leaves a text area.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { xml } from '@codemirror/lang-xml';
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { Decoration, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, MatchDecorator, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export interface Fault {
  part: string;
  line: number | null;
  column: number | null;
  where: string;
  says: string;
  warning: boolean;
}

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'var(--accent)' },
  { tag: tags.attributeName, color: 'var(--info)' },
  { tag: [tags.comment, tags.documentMeta], color: 'var(--ink-2)', fontStyle: 'italic' },
]);

const handlebars = new MatchDecorator({ regexp: /\{\{[^}]*\}\}+/g, decoration: Decoration.mark({ class: 'cm-handlebars' }) });
const marks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = handlebars.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.decorations = handlebars.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export function codeEditor(area: HTMLTextAreaElement, label: string, nonce: string): EditorView {
  const editable = !area.readOnly;
  const view = new EditorView({
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(nonce),
        lineNumbers(),
        lintGutter(),
        foldGutter(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        syntaxHighlighting(colours),
        xml(),
        marks,
        EditorView.lineWrapping,
        search({ top: true }),
        highlightSelectionMatches(),
        EditorState.readOnly.of(!editable),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-describedby': area.getAttribute('aria-describedby') ?? '', spellcheck: 'false', tabindex: '0' }),
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          area.dispatchEvent(new Event('input', { bubbles: true }));
        }),
      ],
    }),
  });
  area.before(view.dom);
  // What is written for the shopper stands below the styles.
  const body = area.value.indexOf('<mj-body');
  if (body > 0) view.dispatch({ effects: EditorView.scrollIntoView(body, { y: 'start' }) });
  area.hidden = true;
  // The label of the text area takes the reader to what stands in its place.
  document.querySelector(`label[for="${area.id}"]`)?.addEventListener('click', () => view.focus());
  return view;
}

export function mark(view: EditorView, faults: readonly Fault[]): void {
  const document = view.state.doc;
  const diagnostics = faults.filter((fault) => fault.line !== null).map((fault) => {
    const line = document.line(Math.min(Math.max(1, fault.line!), document.lines));
    const from = Math.min(line.from + Math.max(0, (fault.column ?? 1) - 1), line.to);
    return { from, to: line.to, severity: fault.warning ? ('warning' as const) : ('error' as const), message: fault.says };
  });
  diagnostics.sort((a, b) => a.from - b.from);
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

export function goTo(view: EditorView, number: number, column: number | null): void {
  const line = view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
  view.dispatch({ selection: { anchor: Math.min(line.from + Math.max(0, (column ?? 1) - 1), line.to) }, effects: EditorView.scrollIntoView(line.from, { y: 'center' }) });
  view.focus();
}

export function replace(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

export function insert(view: EditorView, text: string): void {
  view.dispatch(view.state.replaceSelection(text), { scrollIntoView: true });
  view.focus();
}
