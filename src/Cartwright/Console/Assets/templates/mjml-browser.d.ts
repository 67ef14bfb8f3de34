declare module 'mjml-browser' {
  interface Mistake {
    line?: number;
    message: string;
    tagName: string;
  }
  export default function mjml2html(source: string, options: object): { html: string; errors: Mistake[] };
}
