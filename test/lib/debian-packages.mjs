import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Installs Debian packages as root, unless what they provide is there already. Returns whether it is there at the end. Optional
 * ones are tried once, and remove no other package.
 * @param {() => boolean} isThere @param {readonly string[]} packages @param {{ isOptional?: boolean }} [options]
 */
export function ensureInstalled(isThere, packages, { isOptional = false } = {}) {
  if (isThere()) return true
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptGet = (/** @type {string[]} */ ...args) => spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0
  const more = isOptional ? ['--no-remove', '-o', 'Acquire::Retries=0'] : []
  const install = () => aptGet('install', '-y', '-q', '--no-install-recommends', ...more, ...packages)
  // The package lists of a new machine may be missing or outdated.
  if (!install() && !isOptional && aptGet('update', '-q')) install()
  return isThere()
}

/** Returns whether a program is in PATH. @param {string} program */
export const hasProgram = (program) => spawnSync('which', [program]).status === 0
