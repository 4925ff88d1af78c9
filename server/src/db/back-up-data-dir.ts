import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { DataDirInUseError, lockDataDir, PID_FILE } from './lock-data-dir.ts'

/** What is copied. Excluded: the lock, and `last-seen.json`, by which a server detects that its database is an older one. */
const copiedEntries: readonly string[] = ['pglite', 'audit-anchors.jsonl']

/** Continues the stopped process on request, or when the parent process ends, however it ends. */
const guardScript = `process.stdin.resume().on('end', () => { try { process.kill(Number(process.argv[1]), 'SIGCONT') } catch {} })`

/** Time that a process gets to stop. It stops at once, unless the kernel drops the signal. */
const STOP_WITHIN_MS = 2_000

/** The process runs on: the kernel drops a SIGSTOP for process 1 of a container that comes from inside the container. */
export class NotStoppedError extends Error {
  override readonly name = 'NotStoppedError'
  constructor(pid: number) {
    super(
      `Process ${String(pid)}, which uses the data folder, cannot be stopped for the copy; process 1 of a container never can. ` +
        'Stop the server and repeat the backup, or start the container with --init.',
    )
  }
}

/** Returns whether no thread of the process runs. Where there is no /proc, the signal is trusted. */
function isStopped(pid: number): boolean {
  if (!existsSync('/proc/self/task')) return true
  const threads = `/proc/${String(pid)}/task`
  try {
    // The state follows the name, which may contain brackets.
    return readdirSync(threads).every((id) => /.*\) [Tt] /s.test(readFileSync(`${threads}/${id}/stat`, 'utf8')))
  } catch {
    // A thread ended meanwhile.
    return false
  }
}

/** Waits until the process has stopped. @throws NotStoppedError */
async function requireStopped(pid: number): Promise<void> {
  for (const since = performance.now(); !isStopped(pid); await delay(5))
    if (performance.now() - since > STOP_WITHIN_MS) throw new NotStoppedError(pid)
}

function copy(dataDir: string, target: string): void {
  for (const name of copiedEntries) {
    const file = path.join(dataDir, name)
    // A file system that supports it shares the blocks, which takes no time.
    if (existsSync(file)) cpSync(file, path.join(target, name), { recursive: true, mode: constants.COPYFILE_FICLONE })
  }
}

/**
 * Copies the folder of the embedded database, even while a server uses it: the server is stopped during the copy, so
 * that the files are as after a crash, from which the database recovers all acknowledged commits through its log.
 * (`dumpDataDir` of PGlite would block the server longer and load the whole folder into memory.)
 * @returns how long a server was stopped, in milliseconds; null when none was running.
 * @throws NotStoppedError when the server cannot be stopped; nothing is copied then
 */
export async function backUpDataDir(
  dataDir: string,
  target: string,
  stop = (pid: number): unknown => process.kill(pid, 'SIGSTOP'),
): Promise<number | null> {
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
    stop(pid)
    try {
      await requireStopped(pid)
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

/** Returns whether the data folder holds an embedded database. */
export const holdsDatabase = (dataDir: string) => existsSync(path.join(dataDir, 'pglite', 'PG_VERSION'))
