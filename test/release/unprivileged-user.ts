import { execFileSync } from 'node:child_process'
import { NOBODY_ID } from '../lib/nobody.mjs'

const isRoot = process.getuid?.() === 0

/** Options of `spawn` that run a program as `nobody`, in place of the user of the systemd unit; none without root. */
export const unprivilegedUser: { uid?: number; gid?: number } = isRoot ? { uid: NOBODY_ID, gid: NOBODY_ID } : {}

/** Words before a command that run it as `nobody`; none without root. */
export const runAsNobody: readonly string[] = isRoot ? ['runuser', '-u', 'nobody', '--'] : []

/** Makes `nobody` the owner of a folder and of everything in it; without root, leaves the owner. */
export function giveToNobody(path: string): void {
  if (isRoot) execFileSync('chown', ['-R', `${String(NOBODY_ID)}:${String(NOBODY_ID)}`, path])
}
