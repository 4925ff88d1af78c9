import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Installs Debian packages as root, unless what they provide is there already. Returns whether it is there at the end.
 * @param {() => boolean} isThere @param {readonly string[]} packages
 */
export function ensureInstalled(isThere, packages) {
  if (isThere()) return true
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptGet = (/** @type {string[]} */ ...args) => spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0
  // A package that conflicts with an installed one is not worth removing that one.
  const install = () => aptGet('install', '-y', '-q', '--no-remove', '--no-install-recommends', ...packages)
  // The package lists of a new machine may be missing or outdated.
  if (!install() && aptGet('update', '-q')) install()
  return isThere()
}

/** Returns whether a program is in PATH. @param {string} program */
export const hasProgram = (program) => spawnSync('which', [program]).status === 0
