const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { files } = JSON.parse(
  readFileSync(join(__dirname, 'src/platform/chromium/chromium-places.json'), 'utf8'),
);

/** A browser that is installed saves a download of 150 MB, and works where that download is refused. */
const installed = [process.env.PUPPETEER_EXECUTABLE_PATH, ...(files[process.platform] ?? [])].find(
  (file) => file && existsSync(file),
);

module.exports = installed ? { skipDownload: true, executablePath: installed } : {};
