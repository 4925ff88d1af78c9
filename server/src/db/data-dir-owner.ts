import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

export class DataDirOwnerError extends Error {
  override readonly name = 'DataDirOwnerError'
  constructor(dir: string, file: string, { uid, gid }: { uid: number; gid: number }) {
    super(
      `The data folder ${dir} holds ${file} of user ${String(uid)}, which this process (user ${String(process.getuid?.())}) may not write. ` +
        `Stop whatever runs on the folder as user ${String(uid)}, then give it back: chown -R USER:GROUP ${dir}` +
        (uid === 0 ? '' : `, or start as user ${String(uid)}, group ${String(gid)}`),
    )
  }
}

const statOf = (file: string) => statSync(file, { throwIfNoEntry: false })

/** Whose the data folder is, when root asks and it is somebody else's; undefined also while the folder does not exist. */
export function findForeignOwner(dir: string): { uid: number; gid: number } | undefined {
  const owner = statOf(dir)
  return process.getuid?.() === 0 && owner?.uid !== 0 ? owner : undefined
}

/**
 * Root goes on as the owner of the data folder: what root writes there, the server could not open afterwards. There is no
 * way back within this process.
 */
export function dropPrivilegesToOwner(dir: string): void {
  const owner = findForeignOwner(dir)
  if (!owner) return
  process.setgroups?.([owner.gid])
  process.setgid?.(owner.gid)
  process.setuid?.(owner.uid)
}

/** What we keep in the data folder. Anything else there is not ours to judge: `lost+found` of a disk of its own. */
const OURS = /^(pglite|owner\.(\d+\.sock|pid)|audit-anchors\.jsonl|last-seen\.json)$/
const isOurs = (file: string): boolean => OURS.test(path.basename(file))

/** @throws DataDirOwnerError for the first file of ours, or of the database, that this process may not write. */
export function requireOwnFiles(dir: string): void {
  for (const file of [dir, ...entriesOf(dir).filter(isOurs), ...entriesOf(path.join(dir, 'pglite'))]) {
    try {
      accessSync(file, constants.R_OK | constants.W_OK)
    } catch {
      const stat = statOf(file)
      // Another contender's file may be gone by now.
      if (stat !== undefined) throw new DataDirOwnerError(dir, file, stat)
    }
  }
}

/** None where nothing can be read. */
export function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir).map((name) => path.join(dir, name))
  } catch {
    return []
  }
}
