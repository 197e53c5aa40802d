// docs/verifier-api.md: declarations and docstrings of what partners import from the verifier, between the page's own
// words. With --write they are put in; without, what is out of date is said: also a public name that the page leaves out,
// and a public declaration that names what is not public. Needs the built verifier.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const page = join(root, 'docs', 'verifier-api.md');
const dist = join(root, 'verifier-sdk', 'dist');
const entries = ['index.d.ts', 'node/entry.d.ts', 'browser/entry.d.ts', 'ofd/entry.d.ts'].map(
  (name) => join(dist, name),
);
/** `<!-- api: NAME, NAME -->`, what was put in, `<!-- end -->`. */
const slot = /<!-- api: ([^>]*?) -->[\s\S]*?<!-- end -->/g;
/** Above it a constant is a table, which docs/errors.md or the sources have. */
const longest = 400;
/** Said of an interface in its docstring where callers hand it on and do not look inside. */
const opaque = 'other members are internal.';

const problems = [];
const program = ts.createProgram(entries, { module: ts.ModuleKind.NodeNext, noLib: true });
const checker = program.getTypeChecker();

function resolved(symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Every public name with its declarations: a constant and a type may share one. */
function publicDeclarations() {
  const found = new Map();
  for (const entry of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry));
    for (const symbol of checker.getExportsOfModule(module)) {
      found.set(symbol.name, resolved(symbol).declarations);
    }
  }
  return found;
}

const declared = publicDeclarations();
const isPublic = new Set([...declared.values()].flat());

/** Names of ours in a declaration: public ones to link, others to complain of. */
function namesIn(node) {
  const names = new Set();
  const visit = (inner) => {
    if (ts.isTypeReferenceNode(inner) || ts.isTypeQueryNode(inner) || isHeritage(inner)) {
      const name = inner.typeName ?? inner.exprName ?? inner.expression;
      const symbol = checker.getSymbolAtLocation(name);
      const [declaration] = (symbol && resolved(symbol).declarations) ?? [];
      const own = declaration && !ts.isTypeParameterDeclaration(declaration);
      if (own && !relative(dist, declaration.getSourceFile().fileName).startsWith('..')) {
        names.add(name.getText());
        if (!isPublic.has(declaration)) problems.push(`${name.getText()} is not exported`);
      }
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return names;
}

const isHeritage = (node) => ts.isExpressionWithTypeArguments(node);

/** A docstring in Markdown. */
function prose(comment) {
  const text = typeof comment === 'string' ? comment : ts.getTextOfJSDocComment(comment);
  return (text ?? '')
    .replaceAll(/\{@link ([^}]+)\}/g, (_all, name) => linked(name.trim()))
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/^- /, '')
    .trim();
}

/** As GitHub names headings: a second one of the same letters has a number. */
function anchorsOf(text) {
  const seen = new Map();
  const anchors = new Map();
  for (const [, heading, list] of text.matchAll(/^## (.*)$|<!-- api: ([^>]*?) -->/gm)) {
    for (const name of heading ? [heading] : namesOf(list)) {
      const slug = name.toLowerCase().replaceAll(' ', '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      anchors.set(name, times === 0 ? slug : `${slug}-${times}`);
    }
  }
  return anchors;
}

const namesOf = (list) => list.split(',').map((name) => name.trim());

const written = readFileSync(page, 'utf8');
const anchors = anchorsOf(written);

const linked = (name) =>
  declared.has(name) ? `[\`${name}\`](#${anchors.get(name)})` : `\`${name}\``;

const coded = (text) => text.replaceAll(/\b[A-Z][A-Z0-9]+_[A-Z0-9_]*/g, '`$&`');

function tagLine(tag) {
  const text = prose(tag.comment);
  const name = tag.tagName.text;
  if (name === 'param') return `- \`${tag.name.getText()}\`: ${text}`;
  if (name !== 'throws') return `- ${name} ${text}`;
  return `- throws ${coded(text.replace(/^VerifierError /, ''))}`;
}

/** The declaration as TypeScript writes it, without what only a compiler needs to be told. */
function codeOf(node, docs) {
  if (ts.isVariableDeclaration(node)) {
    const type = node.type.getText();
    const short = type.startsWith('{') ? '{ /* … */ }' : 'readonly string[]';
    return `const ${node.name.getText()}: ${type.length > longest ? short : type};`;
  }
  const text = node
    .getText()
    .replace(/^export (declare )?/, '')
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`');
  return docs.includes(opaque) ? text.replace(/\{[\s\S]*\}$/, '{ /* … */ }') : text;
}

function docsOf(node) {
  const owner = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return owner.jsDoc ?? [];
}

async function item(name) {
  const declarations = declared.get(name);
  if (declarations === undefined) {
    problems.push(`${name} is not exported`);
    return '';
  }
  const docs = declarations.flatMap(docsOf);
  const words = docs.map(({ comment }) => prose(comment)).filter(Boolean);
  if (words.length === 0) problems.push(`${name} has no docstring`);
  const code = await format(declarations.map((node) => codeOf(node, words.join(' '))).join('\n'), {
    parser: 'typescript',
    singleQuote: true,
    printWidth: 100,
  });
  const tags = docs.flatMap(({ tags: list = [] }) => list.map(tagLine));
  const isOpaque = words.join(' ').includes(opaque);
  const others = isOpaque ? [] : declarations.flatMap((node) => [...namesIn(node)]);
  const links = [...new Set(others)].filter((other) => other !== name && declared.has(other));
  return [
    `### ${name}`,
    words.join(' '),
    `\`\`\`ts\n${code}\`\`\``,
    tags.join('\n'),
    links.length === 0 ? '' : `See ${links.map(linked).join(' · ')}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

const shown = [...written.matchAll(slot)].flatMap(([, list]) => namesOf(list));
const items = new Map();
for (const name of shown) items.set(name, await item(name));
const wanted = written.replaceAll(slot, (_all, list) => {
  const texts = namesOf(list).map((name) => items.get(name));
  return `<!-- api: ${list} -->\n\n${texts.join('\n\n')}\n\n<!-- end -->`;
});
for (const name of declared.keys()) {
  const times = shown.filter((one) => one === name).length;
  if (times !== 1) problems.push(`${name} stands ${times} times on the page`);
}
if (process.argv[2] === '--write') writeFileSync(page, wanted);
else if (wanted !== written) problems.push('out of date: node scripts/verifier-api.js --write');
for (const problem of new Set(problems)) console.log(`docs/verifier-api.md: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
