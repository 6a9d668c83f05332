import { escapeText } from '../html/markup.ts';

/**
 * The few parts of a document that drawing a chart needs: elements, attributes, text. It makes
 * charts the same in a browser, in Node and in a worker, and loads in no time.
 */

const svgNamespace = 'http://www.w3.org/2000/svg';

/** A text node. */
export class SvgText {
  parentNode: SvgElement | null = null;
  readonly nodeType = 3;
  data: string;

  constructor(data: string) {
    this.data = data;
  }

  get textContent(): string {
    return this.data;
  }
}

/** Inline style of an element. */
class SvgStyle {
  readonly #element: SvgElement;

  constructor(element: SvgElement) {
    this.#element = element;
  }

  #read(): Map<string, string> {
    const text = this.#element.getAttribute('style') ?? '';
    const pairs = text.split(';').filter((part) => part.includes(':'));
    return new Map(
      pairs.map((part) => {
        const at = part.indexOf(':');
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
    );
  }

  setProperty(name: string, value: string): void {
    const all = this.#read().set(name, String(value));
    this.#element.setAttribute(
      'style',
      [...all].map(([key, text]) => `${key}: ${text};`).join(' '),
    );
  }

  removeProperty(name: string): void {
    const all = this.#read();
    all.delete(name);
    this.#element.setAttribute(
      'style',
      [...all].map(([key, text]) => `${key}: ${text};`).join(' '),
    );
  }

  getPropertyValue(name: string): string {
    return this.#read().get(name) ?? '';
  }
}

/** An element. */
export class SvgElement {
  parentNode: SvgElement | null = null;
  readonly nodeType = 1;
  readonly namespaceURI: string;
  readonly tagName: string;
  readonly ownerDocument: SvgDocument;
  readonly attributes: Map<string, string> = new Map();
  readonly childNodes: (SvgElement | SvgText)[] = [];
  readonly style: SvgStyle = new SvgStyle(this);

  constructor(document: SvgDocument, tagName: string, namespace: string) {
    this.ownerDocument = document;
    this.tagName = tagName;
    this.namespaceURI = namespace;
  }

  get firstChild(): SvgElement | SvgText | null {
    return this.childNodes[0] ?? null;
  }

  get lastChild(): SvgElement | SvgText | null {
    return this.childNodes.at(-1) ?? null;
  }

  get nextSibling(): SvgElement | SvgText | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  get children(): SvgElement[] {
    return this.childNodes.filter((node) => node instanceof SvgElement);
  }

  get textContent(): string {
    return this.childNodes.map((node) => node.textContent).join('');
  }

  set textContent(text: string | null) {
    this.childNodes.length = 0;
    if (text !== null && text !== '') this.appendChild(new SvgText(String(text)));
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }

  setAttributeNS(_namespace: string, name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  appendChild<T extends SvgElement | SvgText>(child: T): T {
    return this.insertBefore(child, null);
  }

  append(...children: (SvgElement | SvgText | string)[]): void {
    for (const child of children) {
      this.appendChild(typeof child === 'string' ? new SvgText(child) : child);
    }
  }

  insertBefore<T extends SvgElement | SvgText>(child: T, next: SvgElement | SvgText | null): T {
    child.parentNode?.removeChild(child);
    const at = next === null || next === undefined ? -1 : this.childNodes.indexOf(next);
    if (at < 0) this.childNodes.push(child);
    else this.childNodes.splice(at, 0, child);
    child.parentNode = this;
    return child;
  }

  removeChild<T extends SvgElement | SvgText>(child: T): T {
    const at = this.childNodes.indexOf(child);
    if (at >= 0) this.childNodes.splice(at, 1);
    child.parentNode = null;
    return child;
  }

  remove(): void {
    this.parentNode?.removeChild(this);
  }

  /** By tag name only: charts ask for nothing else. */
  querySelectorAll(selector: string): SvgElement[] {
    const found: SvgElement[] = [];
    for (const child of this.children) {
      if (selector === '*' || child.tagName === selector) found.push(child);
      found.push(...child.querySelectorAll(selector));
    }
    return found;
  }

  querySelector(selector: string): SvgElement | null {
    return this.querySelectorAll(selector)[0] ?? null;
  }

  get outerHTML(): string {
    let text = `<${this.tagName}`;
    for (const [name, value] of this.attributes) text += ` ${name}="${escapeText(value)}"`;
    text += '>';
    for (const child of this.childNodes) {
      text += child instanceof SvgText ? escapeText(child.data) : child.outerHTML;
    }
    return `${text}</${this.tagName}>`;
  }
}

/** Makes elements; stands where a chart expects a document. */
export class SvgDocument {
  readonly nodeType = 9;
  readonly documentElement: SvgElement = new SvgElement(this, 'svg', svgNamespace);

  createElement(tagName: string): SvgElement {
    return new SvgElement(this, tagName, svgNamespace);
  }

  createElementNS(namespace: string, tagName: string): SvgElement {
    return new SvgElement(this, tagName, namespace);
  }

  createTextNode(text: string): SvgText {
    return new SvgText(text);
  }
}
