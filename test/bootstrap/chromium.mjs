import { spawnSync } from 'node:child_process'
import { findChromium } from '../lib/chromium.mjs'
import { ensureInstalled } from '../lib/debian-packages.mjs'

const hasChineseFont = () => {
  const { status, stdout } = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' })
  return status === 0 && stdout.trim() !== ''
}
const hasBoth = () => Boolean(findChromium()) && (process.platform !== 'linux' || hasChineseFont())

/** Ensures that Chromium and a Chinese font are installed: as root on Debian installs them, otherwise throws what to install. */
export function ensureChromium() {
  if (ensureInstalled(hasBoth, ['chromium-headless-shell', 'fonts-noto-cjk', 'fontconfig'])) return
  throw new Error(
    'The browser tests need Chromium and a Chinese font: `apt-get install chromium-headless-shell fonts-noto-cjk`, or set CHROMIUM_PATH.',
  )
}
