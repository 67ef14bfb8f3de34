declare module 'idiomorph' {
  interface Options {
    restoreFocus?: boolean;
    callbacks?: { beforeAttributeUpdated?: (name: string, node: Element) => boolean };
  }
  export const Idiomorph: { morph(old: Element, fresh: Element, options: Options): void };
}
