/** Markup that is safe to put on a page: made by {@link html} alone. */
export class Markup {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** A size, a rate, a duration: what has a text for people. */
interface Quantity {
  toJSON(): number;
  toString(): string;
}

/** What can stand in a template: text and numbers are escaped, markup and lists of it are not; undefined is nothing. */
export type Content = string | number | Quantity | Markup | undefined | readonly Content[];

/** Markup with escaped contents: html`<td>${name}</td>`. Attributes must be quoted. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.map((part, index) => part + rendered(contents[index])).join(""));
}

function rendered(content: Content): string {
  if (content === undefined) {
    return "";
  }
  if (content instanceof Markup) {
    return content.toString();
  }
  return Array.isArray(content) ? content.map(rendered).join("") : escaped(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Not characters of any document: controls other than tab and line feed, halves of surrogate pairs. */
const NOT_TEXT = /(?![\t\n])\p{Cc}|\p{Surrogate}/gu;

function escaped(text: string): string {
  return text.replaceAll(NOT_TEXT, "\ufffd").replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** As much of a text as a picture has room for; the whole stands in a title. */
export function clipped(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
