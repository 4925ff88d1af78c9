import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CHUNK_BYTES = 1024 * 1024

export type SmallDisk = {
  path: string
  free(): number
  /** Fills the disk until `freeBytes` are free. */
  fill(freeBytes: number): void
  empty(): void
  remove(): void
}

/** Mounts a tmpfs of `megabytes`; returns null if this user may not mount. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'desk-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    rmSync(path, { recursive: true })
    return null
  }
  const ballast = join(path, 'ballast')
  mkdirSync(ballast)
  const free = () => {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  }
  return {
    path,
    free,
    fill(freeBytes) {
      for (let nth = 0; free() > freeBytes; nth += 1)
        writeFileSync(join(ballast, String(nth)), Buffer.alloc(Math.min(CHUNK_BYTES, free() - freeBytes)))
    },
    empty() {
      rmSync(ballast, { recursive: true, force: true })
      mkdirSync(ballast)
    },
    remove() {
      execFileSync('umount', [path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}
