import { git } from './git.mjs'

/** A file that was formatted and linted this many commits ago, and was not changed since, is so today. */
const COMMITS = 200
const configuration = ['eslint.config.js', '.prettierrc.json', '.prettierignore']

/**
 * Lists the files to format and lint: those that differ from the tree some commits ago, and new ones. `.` stands for the whole
 * tree: with `EVERY_CASE=1`, in a shorter history, and after a change of the rules or of the programs that check them.
 */
export function recentFiles() {
  if (process.env['EVERY_CASE'] === '1') return ['.']
  const since = `HEAD~${String(COMMITS)}`
  const changed = (/** @type {string[]} */ ...args) => git('-c', 'core.quotePath=false', 'diff', ...args)
  try {
    const files = changed('--name-only', '--diff-filter=d', since).split('\n')
    const programs = changed(since, '--', 'pnpm-lock.yaml')
    if (files.some((file) => configuration.includes(file)) || /^[+-].*(eslint|prettier)/m.test(programs)) return ['.']
    return [...files, ...git('ls-files', '--others', '--exclude-standard').split('\n')].filter(Boolean)
  } catch {
    return ['.']
  }
}
