import { execFileSync } from 'node:child_process'
import { NOBODY_ID } from '../lib/nobody.mjs'

const isRoot = process.getuid?.() === 0

/** Options of `spawn` that run a program as an unprivileged user, instead of the user of the unit. */
export const unprivilegedUser: { uid?: number; gid?: number } = isRoot ? { uid: NOBODY_ID, gid: NOBODY_ID } : {}

/** Prefix of a command that runs it as that user. */
export const runAsNobody: readonly string[] = isRoot ? ['runuser', '-u', 'nobody', '--'] : []

/** Makes that user the owner of a folder and of everything in it. */
export function giveToUser(path: string): void {
  if (isRoot) execFileSync('chown', ['-R', `${String(NOBODY_ID)}:${String(NOBODY_ID)}`, path])
}
