// Reading the pages by their stable hooks (contract: "Pages").
const kEntities = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
  '#43': '+',
  '#x2B': '+',
};

export function unescape_html(text) {
  return text.replace(/&(#?\w+);/g, (whole, name) => {
    if (name in kEntities) return kEntities[name];
    if (/^#\d+$/.test(name)) return String.fromCodePoint(Number(name.slice(1)));
    if (/^#x[0-9a-f]+$/i.test(name)) return String.fromCodePoint(parseInt(name.slice(2), 16));
    return whole;
  });
}

function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\s${name}="([^"]*)"`));
  return found ? unescape_html(found[1]) : undefined;
}

function parse_form(text) {
  const action = attribute(text.match(/<form[^>]*>/)[0], 'action');
  const hidden = [...text.matchAll(/<input[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => attribute(tag, 'type') === 'hidden')
    .map((tag) => [attribute(tag, 'name'), attribute(tag, 'value') ?? '']);
  return { action, hidden: Object.fromEntries(hidden), text };
}

export class Page {
  constructor({ status, headers, text }, url) {
    this.status = status;
    this.headers = headers;
    this.text = text;
    this.url = url;
    this.name = attribute(text.match(/<body[^>]*>/)?.[0] ?? '', 'data-page');
  }

  // The text of the element with this id.
  by_id(id) {
    const found = this.text.match(new RegExp(`\\sid="${id}"[^>]*>([^<]*)<`));
    return found ? unescape_html(found[1]).trim() : undefined;
  }

  forms() {
    return [...this.text.matchAll(/<form[\s\S]*?<\/form>/g)].map(([text]) => parse_form(text));
  }

  // The form that holds an element with this name, or the only one.
  form(name) {
    const forms = this.forms();
    const found =
      name === undefined ? forms[0] : forms.find(({ text }) => text.includes(`name="${name}"`));
    if (found === undefined)
      throw new Error(`${this.url}: no form with ${name}: ${this.text.slice(0, 300)}`);
    return found;
  }

  scopes() {
    return [...this.text.matchAll(/data-scope="([^"]*)"/g)].map(([, name]) => name);
  }
}
