import { existsSync } from 'node:fs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { git } from './git.mjs'

/** Returns whether a file, wherever it is, sets the rules: `eslint.config.js`, `.prettierrc.json`, `.prettierignore`. @param {string} file */
export const setsRules = (file) => /(^|\/)(\.?(eslint|prettier)[^/]*|\.editorconfig)$/.test(file)

/**
 * Lists the files to format and lint: those that differ from the last release, whose whole tree was checked, and new ones. `.`
 * stands for the whole tree: with `EVERY_CASE=1`, in a history without a release, and after a change of the rules or of the
 * programs that check them.
 * @param {(...args: string[]) => string} runGit
 */
export function recentFiles(runGit = git) {
  if (process.env['EVERY_CASE'] === '1') return ['.']
  const changed = (/** @type {string[]} */ ...args) =>
    runGit('-c', 'core.quotePath=false', 'diff', '--no-color', '--no-ext-diff', '--no-renames', ...args)
  try {
    // Without the checked-out commit: a release is compared with the one before.
    const since = runGit('log', '-1', '--grep=^chore: release', '--format=%H', 'HEAD~1')
    if (since === '') return ['.']
    // With those that are gone: without its file, a rule is another one.
    const files = changed('--name-only', since).split('\n').filter(Boolean)
    const added = runGit('ls-files', '--others', '--exclude-standard').split('\n').filter(Boolean)
    const programs = changed(since, '--', 'pnpm-lock.yaml')
    if ([...files, ...added].some(setsRules) || /^[+-].*(eslint|prettier)/m.test(programs)) return ['.']
    return [...files.filter((file) => existsSync(inRoot(file))), ...added]
  } catch {
    return ['.']
  }
}
