import { existsSync } from 'node:fs'

/** Renders like Chromium, without the windows of a desktop: a quarter less processor time. */
const headlessShell = '/usr/bin/chromium-headless-shell'
const defaultPaths = [
  headlessShell,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
]

/** Returns the path of the browser: `CHROMIUM_PATH`, else the first default path that exists. */
export const findChromium = () =>
  [process.env['CHROMIUM_PATH'], ...defaultPaths].find((path) => path !== undefined && existsSync(path))

/** Returns whether tests run in the fastest browser that can be installed, or in one that `CHROMIUM_PATH` selects. */
export const hasFastChromium = () => existsSync(process.env['CHROMIUM_PATH'] || headlessShell)

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
