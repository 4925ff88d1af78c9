import { spawnSync } from 'node:child_process'
import { findChromium, hasFastChromium } from '../lib/chromium.mjs'
import { ensureInstalled } from '../lib/debian-packages.mjs'

const hasChineseFont = () => {
  const { status, stdout } = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' })
  return status === 0 && stdout.trim() !== ''
}
const hasFont = () => process.platform !== 'linux' || hasChineseFont()

/**
 * Ensures that Chromium and a Chinese font are installed: as root on Debian installs them, and the headless shell beside another
 * Chromium; otherwise throws what to install. Where the headless shell cannot be installed, another Chromium is enough.
 */
export function ensureChromium() {
  ensureInstalled(hasFont, ['fonts-noto-cjk', 'fontconfig'])
  ensureInstalled(hasFastChromium, ['chromium-headless-shell'], { isOptional: Boolean(findChromium()) })
  if (findChromium() && hasFont()) return
  throw new Error(
    'The browser tests need Chromium and a Chinese font: `apt-get install chromium-headless-shell fonts-noto-cjk`, or set CHROMIUM_PATH.',
  )
}
