import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { git } from './git.mjs'

/** A file that was formatted and linted this many commits ago, and was not changed since, is so today. */
const COMMITS = 200
/** Returns whether a file, wherever it is, sets the rules: `eslint.config.js`, `.prettierrc.json`, `.prettierignore`. @param {string} file */
export const setsRules = (file) => /(^|\/)(\.?(eslint|prettier)[^/]*|\.editorconfig)$/.test(file)

/** Contains the hash of the rules by which `npm run verify -- --keep` last checked the whole tree. */
const keptFile = inRoot('test/bootstrap/checked-rules.json')

/** Returns a hash of the files that set the rules, and of the versions of the programs that check them. */
export function hashOfRules() {
  const files = git('ls-files', '--cached', '--others', '--exclude-standard').split('\n').filter(setsRules).sort()
  const programs = readFileSync(inRoot('pnpm-lock.yaml'), 'utf8').match(/^.*(eslint|prettier).*$/gm) ?? []
  const hash = createHash('sha256').update(programs.join('\n'))
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(inRoot(file)))
  return hash.digest('hex')
}

const keptHash = () => JSON.parse(readFileSync(keptFile, 'utf8')).rules

/** Records that the whole tree passes the current rules. */
export const keepRules = () => writeFileSync(keptFile, `${JSON.stringify({ rules: hashOfRules() }, null, 2)}\n`)

/**
 * Lists the files to format and lint: those that differ from the tree some commits ago, and new ones. `.` stands for the whole
 * tree: with `EVERY_CASE=1`, in a shorter history, and after a change of the rules or of the programs that check them, until
 * `npm run verify -- --keep` has recorded that the whole tree passes these rules.
 */
export function recentFiles() {
  if (process.env['EVERY_CASE'] === '1') return ['.']
  if (keptHash() !== hashOfRules()) return ['.']
  const diff = ['-c', 'core.quotePath=false', 'diff', '--name-only', '--no-renames', `HEAD~${String(COMMITS)}`]
  try {
    const changed = git(...diff)
      .split('\n')
      .filter((file) => file !== '' && existsSync(inRoot(file)))
    return [...changed, ...git('ls-files', '--others', '--exclude-standard').split('\n').filter(Boolean)]
  } catch {
    return ['.']
  }
}
