import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, cpSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { DataDirInUseError, lockDataDir, PID_FILE } from './lock-data-dir.ts'

/** Not the lock, nor the mark by which a server notices that it has an older database than it had. */
const copied: readonly string[] = ['pglite', 'audit-anchors.jsonl']

/** Lets the process go on when it is told to, or when we are gone, however we went. */
const guardScript = `process.stdin.resume().on('end', () => { try { process.kill(Number(process.argv[1]), 'SIGCONT') } catch {} })`

function copy(dataDir: string, target: string): void {
  for (const name of copied) {
    const file = path.join(dataDir, name)
    // A file system that can shares the blocks, which takes no time.
    if (existsSync(file)) cpSync(file, path.join(target, name), { recursive: true, mode: constants.COPYFILE_FICLONE })
  }
}

/**
 * Copies the folder of the embedded database, also while a server works on it: it is held still for the copying, so that
 * the files are as a crash would leave them, from which the database comes back by its log with all that was acknowledged.
 * (`dumpDataDir` of PGlite would hold it still as well, for longer, and take the whole of it into memory.)
 * @returns for how long a server stood still, in milliseconds; null when none was there.
 */
export async function backUpDataDir(dataDir: string, target: string): Promise<number | null> {
  try {
    const lock = await lockDataDir(dataDir)
    copy(dataDir, target)
    await lock.release()
    return null
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) throw error
  }
  const pid = Number(readFileSync(path.join(dataDir, PID_FILE), 'utf8'))
  const guard = spawn(process.execPath, ['-e', guardScript, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A signal to our group must not take it along.
    detached: true,
  })
  await once(guard, 'spawn')
  const began = performance.now()
  process.kill(pid, 'SIGSTOP')
  try {
    copy(dataDir, target)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  const stoodStillMs = performance.now() - began
  guard.stdin.end()
  await once(guard, 'exit')
  return stoodStillMs
}

export const holdsDatabase = (dataDir: string) => existsSync(path.join(dataDir, 'pglite', 'PG_VERSION'))
