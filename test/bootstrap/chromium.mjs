import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium } from '../lib/chromium.mjs'
import { run } from '../../server/scripts/processes.mjs'

const packages = ['chromium-headless-shell', 'fonts-noto-cjk', 'fontconfig']

const isRootOnDebian = () => process.getuid?.() === 0 && existsSync('/etc/debian_version')
const hasChineseFont = () => {
  const { status, stdout } = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' })
  return status === 0 && stdout.trim() !== ''
}

/** Ensures that Chromium and a Chinese font are installed: installs them as root on Debian, else throws. */
export async function ensureChromium() {
  const isMissing = () => !findChromium() || (process.platform === 'linux' && !hasChineseFont())
  if (!isMissing()) return
  if (isRootOnDebian()) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const install = () => run('apt-get', ['install', '-y', '-q', ...packages], { env })
    // The package lists of a new machine may be missing or outdated.
    if ((await install()) !== 0 && (await run('apt-get', ['update', '-q'], { env })) === 0) await install()
  }
  if (isMissing()) {
    throw new Error(
      'The browser tests need Chromium and a Chinese font: `apt-get install chromium-headless-shell fonts-noto-cjk`, or set CHROMIUM_PATH.',
    )
  }
}
