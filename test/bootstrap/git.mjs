import { execFileSync } from 'node:child_process'
import { root } from '../../server/scripts/paths.mjs'

/** Runs git in the repository, and returns what it prints. @param {string[]} args */
export const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
