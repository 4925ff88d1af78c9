import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PIECE_BYTES = 1024 * 1024

export type SmallDisk = {
  path: string
  free(): number
  /** Takes all but `left` bytes. */
  fill(left: number): void
  empty(): void
  remove(): void
}

/** A disk of its own, of `megabytes`; null where this user may mount none. */
export function smallDisk(megabytes: number): SmallDisk | null {
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
    fill(left) {
      for (let nth = 0; free() > left; nth += 1)
        writeFileSync(join(ballast, String(nth)), Buffer.alloc(Math.min(PIECE_BYTES, free() - left)))
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
