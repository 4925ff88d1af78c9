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

/**
 * Returns the owner of the data folder when this process runs as root and another user owns it; undefined otherwise.
 */
export function findForeignOwner(dir: string): { uid: number; gid: number } | undefined {
  const owner = statOf(dir)
  return process.getuid?.() === 0 && owner?.uid !== 0 ? owner : undefined
}

/**
 * Drops root privileges to the owner of the data folder, since the server could not open files that root creates there.
 * Irreversible within this process.
 */
export function dropPrivilegesToOwner(dir: string): void {
  const owner = findForeignOwner(dir)
  if (!owner) return
  process.setgroups?.([owner.gid])
  process.setgid?.(owner.gid)
  process.setuid?.(owner.uid)
}

/** Names of this app's files in the data folder. Other entries, such as `lost+found`, are ignored. */
const OWN_FILES = /^(pglite|owner\.(\d+\.sock|pid)|audit-anchors\.jsonl|last-seen\.json)$/
const isOwnFile = (file: string): boolean => OWN_FILES.test(path.basename(file))

/**
 * Checks that this process can write its files. @throws DataDirOwnerError for the first file of this app or of the
 * database that it cannot write.
 */
export function requireOwnFiles(dir: string): void {
  for (const file of [dir, ...listEntries(dir).filter(isOwnFile), ...listEntries(path.join(dir, 'pglite'))]) {
    try {
      accessSync(file, constants.R_OK | constants.W_OK)
    } catch {
      const stat = statOf(file)
      // A file of a concurrent process may already be deleted.
      if (stat !== undefined) throw new DataDirOwnerError(dir, file, stat)
    }
  }
}

/** Lists the paths of a folder's entries; empty when it cannot be read. */
export function listEntries(dir: string): string[] {
  try {
    return readdirSync(dir).map((name) => path.join(dir, name))
  } catch {
    return []
  }
}
