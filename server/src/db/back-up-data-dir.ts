import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, cpSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { DataDirInUseError, lockDataDir, PID_FILE } from './lock-data-dir.ts'

/** Files that are copied. Excluded: the lock, and the mark by which a server detects an older database. */
const copiedEntries: readonly string[] = ['pglite', 'audit-anchors.jsonl']

/** Continues the stopped process on request, or when the parent process ends, however it ends. */
const guardScript = `process.stdin.resume().on('end', () => { try { process.kill(Number(process.argv[1]), 'SIGCONT') } catch {} })`

function copy(dataDir: string, target: string): void {
  for (const name of copiedEntries) {
    const file = path.join(dataDir, name)
    // A file system that supports it shares the blocks, which takes no time.
    if (existsSync(file)) cpSync(file, path.join(target, name), { recursive: true, mode: constants.COPYFILE_FICLONE })
  }
}

/**
 * Copies the folder of the embedded database, also while a server uses it: the server is stopped during the copy, so
 * that the files are as after a crash, from which the database recovers all acknowledged commits by its log.
 * (`dumpDataDir` of PGlite would block the server longer and load the whole folder into memory.)
 * @returns how long a server was stopped, in milliseconds; null when none was running.
 */
export async function backUpDataDir(dataDir: string, target: string): Promise<number | null> {
  try {
    const lock = await lockDataDir(dataDir)
    try {
      copy(dataDir, target)
    } finally {
      await lock.release()
    }
    return null
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) throw error
  }
  const pid = Number(readFileSync(path.join(dataDir, PID_FILE), 'utf8'))
  const guard = spawn(process.execPath, ['-e', guardScript, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A signal to the process group must not end it.
    detached: true,
  })
  await once(guard, 'spawn')
  const exited = once(guard, 'exit')
  try {
    const began = performance.now()
    process.kill(pid, 'SIGSTOP')
    try {
      copy(dataDir, target)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    return performance.now() - began
  } finally {
    guard.stdin.end()
    await exited
  }
}

export const holdsDatabase = (dataDir: string) => existsSync(path.join(dataDir, 'pglite', 'PG_VERSION'))
