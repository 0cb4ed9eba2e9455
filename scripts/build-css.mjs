/**
 * Builds templates/assets/openbrief.css: the tokens and components of NL Design System that our templates use, and
 * our own layer over them, in one small file. Run it after a template or a stylesheet has changed:
 *
 *   node scripts/with-runtime.mjs node scripts/build-css.mjs           writes the file
 *   node scripts/with-runtime.mjs node scripts/build-css.mjs --check   exits 1 when the file is out of date
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'lightningcss';
import { parse } from 'postcss';
import selectorParser from 'postcss-selector-parser';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'templates/assets/openbrief.css');
const require = createRequire(import.meta.url);

/** Without a class in one of our templates a rule of a component can't apply to anything. */
function classesInUse() {
  const inUse = new Set(['voorbeeld-theme']);
  for (const folder of ['templates/pages', 'templates/partials']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.hbs')) continue;
      for (const [name] of readFileSync(join(root, folder, file), 'utf8').matchAll(/[a-zA-Z][\w-]*/g))
        inUse.add(name);
    }
  }
  return inUse;
}

/** Keeps of each rule the selectors whose classes are all in use. */
function purge(css, inUse) {
  const sheet = parse(css);
  sheet.walkRules((rule) => {
    if (rule.parent?.type === 'atrule' && rule.parent.name.endsWith('keyframes')) return;
    const kept = selectorParser((selectors) => {
      for (const selector of selectors.nodes.slice()) {
        let applies = true;
        let classes = 0;
        selector.walkClasses((node) => {
          classes += 1;
          if (!inUse.has(node.value)) applies = false;
        });
        // Every component is found by its class; a bare element selector of theirs is not asked for.
        if (!applies || classes === 0) selector.remove();
      }
    }).processSync(rule.selector);
    if (kept.trim() === '') rule.remove();
    else rule.selector = kept;
  });
  sheet.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return sheet.toString();
}

/** Drops the design tokens that nothing asks for, until none is left that only dropped ones asked for. */
function dropUnusedTokens(css) {
  const sheet = parse(css);
  for (let dropped = true; dropped;) {
    const asked = new Set();
    sheet.walkDecls(({ value }) => {
      for (const [, name] of value.matchAll(/var\(\s*(--[\w-]+)/g)) asked.add(name);
    });
    dropped = false;
    sheet.walkDecls(/^--/, (declaration) => {
      if (asked.has(declaration.prop)) return;
      declaration.remove();
      dropped = true;
    });
  }
  // var(--_private, var(--token)) of the components: a name that is never set only makes the file longer.
  sheet.walkRules((rule) => {
    if (rule.nodes.length === 0) rule.remove();
  });
  return sheet.toString();
}

function build() {
  const inUse = classesInUse();
  const theirs = [
    '@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css',
    '@utrecht/component-library-css',
  ]
    .map((name) => readFileSync(require.resolve(name), 'utf8'))
    .map((css) => purge(css, inUse));
  const folder = join(root, 'templates/assets/css');
  const ours = readdirSync(folder)
    .filter((file) => file.endsWith('.css'))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const { code } = transform({
    filename: 'openbrief.css',
    code: Buffer.from(dropUnusedTokens([...theirs, ...ours].join('\n'))),
    minify: true,
    targets: { chrome: 111 << 16, firefox: 113 << 16, safari: (16 << 16) | (4 << 8) },
  });
  const licence =
    '/* Built by scripts/build-css.mjs. Tokens and components: NL Design System community and Gemeente Utrecht, EUPL-1.2. */';
  return `${licence}\n${code.toString('utf8')}\n`;
}

const css = build();
if (process.argv.includes('--check')) {
  let present = '';
  try {
    present = readFileSync(target, 'utf8');
  } catch {
    // A file that is not there is out of date.
  }
  if (present !== css) {
    process.stderr.write('templates/assets/openbrief.css is out of date: run node scripts/build-css.mjs\n');
    process.exit(1);
  }
} else {
  writeFileSync(target, css);
  process.stdout.write(`templates/assets/openbrief.css: ${css.length} bytes\n`);
}
