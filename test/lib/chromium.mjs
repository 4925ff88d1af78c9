import { existsSync } from 'node:fs'

// The headless shell renders the same, without the windows of a desktop: a quarter less processor time.
const defaultPaths = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
]

/** Returns the path of the browser: `CHROMIUM_PATH`, else the first default path that exists. */
export const findChromium = () =>
  [process.env['CHROMIUM_PATH'], ...defaultPaths].find((path) => path !== undefined && existsSync(path))

/** No sandbox, because tests may run as root; no background connections. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-sync',
]
