/**
 * Builds templates/assets/verify-worker.js: the verification of a draw, the service's own code, for a browser. Run it
 * after src/core/randomisation, src/core/post/letter-code.ts, src/verification or templates/assets/verify has changed:
 *
 *   node scripts/with-runtime.mjs node scripts/build-verify.mjs           writes the file
 *   node scripts/with-runtime.mjs node scripts/build-verify.mjs --check   exits 1 when the file is out of date
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'templates/assets/verify-worker.js');
const source = (name) => join(root, 'templates/assets/verify', name);

const LICENCES = `/* Built by scripts/build-verify.mjs from the verification of the service (EUPL-1.2), with @noble/hashes and
@noble/ciphers (MIT, Paul Miller), buffer (MIT, Feross Aboukhadijeh), base64-js (MIT, Jameson Little), ieee754
(BSD-3-Clause, Feross Aboukhadijeh; Fair Oaks Labs) and zod (MIT, Colin McDonnell). */
`;

async function build() {
  const bundle = await rolldown({
    cwd: root,
    input: source('worker.js'),
    platform: 'browser',
    logLevel: 'warn',
    // The code imports its neighbours by the names that they have when compiled.
    resolve: {
      alias: { 'node:crypto': source('node-crypto.js') },
      extensionAlias: { '.js': ['.ts', '.js'] },
    },
    transform: { inject: { Buffer: ['buffer', 'Buffer'] } },
  });
  const { output } = await bundle.generate({ format: 'es', minify: true, comments: false });
  await bundle.close();
  if (output.length !== 1) throw new Error('One file was expected.');
  return `${LICENCES}${output[0].code}`;
}

const built = await build();
if (process.argv.includes('--check')) {
  let present = '';
  try {
    present = readFileSync(target, 'utf8');
  } catch {
    // A file that is not there is out of date.
  }
  if (present !== built) {
    process.stderr.write(
      'templates/assets/verify-worker.js is out of date: run node scripts/build-verify.mjs\n',
    );
    process.exit(1);
  }
} else {
  writeFileSync(target, built);
  process.stdout.write(`templates/assets/verify-worker.js: ${built.length} bytes\n`);
}
