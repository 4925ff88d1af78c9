import { accessSync, chownSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

export class DataDirForeignError extends Error {
  override readonly name = 'DataDirForeignError'
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
 * Root goes on as the owner of the data folder: what root writes there, the server could not open afterwards. Does nothing
 * for anybody else, nor while the folder does not exist. There is no way back within this process.
 */
export function actAsOwnerOf(dir: string): void {
  const owner = statOf(dir)
  if (process.getuid?.() !== 0 || owner === undefined || owner.uid === 0) return
  process.setgroups?.([owner.gid])
  process.setgid?.(owner.gid)
  process.setuid?.(owner.uid)
}

/** Makes `folder` where it does not exist; when root asks, it belongs to whoever owns the data folder. */
export function makeFolderOfOwner(folder: string, dataDir: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const owner = statOf(dataDir)
  if (process.getuid?.() === 0 && owner !== undefined) chownSync(folder, owner.uid, owner.gid)
}

/** @throws DataDirForeignError for the first entry of the folder or of its database that this process may not write. */
export function requireOwnFiles(dir: string): void {
  for (const file of [dir, ...entriesOf(dir), ...entriesOf(path.join(dir, 'pglite'))]) {
    try {
      accessSync(file, constants.R_OK | constants.W_OK)
    } catch {
      const stat = statOf(file)
      // Another contender's file may be gone by now.
      if (stat !== undefined) throw new DataDirForeignError(dir, file, stat)
    }
  }
}

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir).map((name) => path.join(dir, name))
  } catch {
    return []
  }
}
