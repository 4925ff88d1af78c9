import { existsSync } from 'node:fs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { git } from './git.mjs'

/** A file that was formatted and linted this many commits ago, and was not changed since, is so today. */
const COMMITS = 200
/** Returns whether a file, wherever it is, sets the rules: `eslint.config.js`, `.prettierrc.json`, `.prettierignore`. @param {string} file */
export const setsRules = (file) => /(^|\/)(\.?(eslint|prettier)[^/]*|\.editorconfig)$/.test(file)

/**
 * Lists the files to format and lint: those that differ from the tree some commits ago, and new ones. `.` stands for the whole
 * tree: with `EVERY_CASE=1`, in a shorter history, and after a change of the rules or of the programs that check them.
 */
export function recentFiles() {
  if (process.env['EVERY_CASE'] === '1') return ['.']
  const since = `HEAD~${String(COMMITS)}`
  const changed = (/** @type {string[]} */ ...args) =>
    git('-c', 'core.quotePath=false', 'diff', '--no-color', '--no-ext-diff', '--no-renames', ...args)
  try {
    // With those that are gone: without its file, a rule is another one.
    const files = changed('--name-only', since).split('\n').filter(Boolean)
    const added = git('ls-files', '--others', '--exclude-standard').split('\n').filter(Boolean)
    const programs = changed(since, '--', 'pnpm-lock.yaml')
    if ([...files, ...added].some(setsRules) || /^[+-].*(eslint|prettier)/m.test(programs)) return ['.']
    return [...files.filter((file) => existsSync(inRoot(file))), ...added]
  } catch {
    return ['.']
  }
}
