type Attributes = Readonly<Record<string, string | boolean>>;

/**
 * An element with its attributes and children. Texts become text nodes, whatever stands in them: markup in a signed
 * text, or in a file's name, is shown as it is written.
 * @param attributes - false leaves one out, true gives it no value
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) target.setAttribute(name, value === true ? '' : value);
  }
}

export function button(label: string, deed: () => void, look = 'plain'): HTMLButtonElement {
  const made = element('button', { type: 'button', class: look }, label);
  made.addEventListener('click', () => {
    deed();
  });
  return made;
}
