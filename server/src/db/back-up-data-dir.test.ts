import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { backUpDataDir, NotStoppedError } from './back-up-data-dir.ts'
import { type DataDirLock, lockDataDir, PID_FILE } from './lock-data-dir.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'desk-copy-'))
let lock: DataDirLock | null = null
afterEach(async () => {
  await lock?.release()
  rmSync(folder, { recursive: true, force: true })
})

/** Creates a data folder in use by another process, which only sleeps. */
async function createDataDirInUse() {
  const [dataDir, target] = [path.join(folder, 'data'), path.join(folder, 'copy')]
  lock = await lockDataDir(dataDir)
  mkdirSync(path.join(dataDir, 'pglite'))
  mkdirSync(target)
  writeFileSync(path.join(dataDir, 'pglite', 'PG_VERSION'), '17')
  const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  await once(server, 'spawn')
  writeFileSync(path.join(dataDir, PID_FILE), String(server.pid))
  return { dataDir, target, server }
}

describe('backUpDataDir', () => {
  it.runIf(existsSync('/proc/self/task'))(
    'backUpDataDir copies nothing while the server cannot be stopped, like process 1 of a container',
    async () => {
      const { dataDir, target, server } = await createDataDirInUse()
      try {
        await expect(backUpDataDir(dataDir, target, () => {})).rejects.toThrow(NotStoppedError)
        expect(existsSync(path.join(target, 'pglite'))).toBe(false)
        expect(await backUpDataDir(dataDir, target)).toBeGreaterThan(0)
        expect(existsSync(path.join(target, 'pglite/PG_VERSION'))).toBe(true)
      } finally {
        server.kill('SIGKILL')
      }
    },
  )
})
