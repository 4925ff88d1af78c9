import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { runProgram } from '../lib/run-program.ts'

const work = mkdtempSync(join(tmpdir(), 'desk-owner-'))
const processes: ReturnType<typeof startProductProcess>[] = []

/** Starts a server without WeCom, which is not needed for readiness. */
async function start(env: Record<string, string> = {}) {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const dataDir = join(work, 'data')
  const addresses = { port, publicUrl, simulatorUrl: 'http://127.0.0.1:9', dataDir, isProxied: false }
  const product = startProductProcess({ ...productEnvironment(addresses), ...env })
  processes.push(product)
  return { ...product, publicUrl }
}

afterEach(async () => {
  for (const product of processes.splice(0)) if (product.isRunning()) await product.kill()
})
// The tests share a database: creating one takes longer than everything else.
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('the data directory of the embedded database', () => {
  it('a second server prints the pid of the first and exits; after a SIGKILL of the first, the next one starts, which SIGHUP ends with status 0', async () => {
    const first = await start()
    await first.whenReady(first.publicUrl)
    for (const env of [{}, { TMPDIR: mkdtempSync(join(tmpdir(), 'desk-other-')) }]) {
      const second = await start(env)
      expect(await second.ended).toBe(1)
      expect(second.lines.join('\n')).toContain(`is in use by process ${first.pid}.`)
    }
    expect(first.isRunning()).toBe(true)
    await first.kill()
    const next = await start()
    await next.whenReady(next.publicUrl)
    expect(next.lines.filter((line) => /"level":(50|60)/.test(line) && /owner|in use/.test(line))).toEqual([])
    expect(await next.end('SIGHUP')).toBe(0)
  })

  it('SIGQUIT ends a server with status 0', async () => {
    const server = await start()
    await server.whenReady(server.publicUrl)
    expect(await server.end('SIGQUIT')).toBe(0)
  })

  it.each([
    ['audit-cli', ['verify']],
    ['restored-cli', []],
    ['backup-cli', [join(work, 'copy')]],
  ])('the command %s does not create a missing data directory', async (command, args) => {
    const program = runProgram(command, { DATA_DIR: join(work, 'nowhere') }, { args })
    expect(await program.ended).toBe(2)
    expect(program.lines).toEqual([
      `There is no embedded database in ${join(work, 'nowhere')}. Set its folder: DATA_DIR=…, or DATABASE_URL=… for PostgreSQL.`,
    ])
    expect(existsSync(join(work, 'nowhere'))).toBe(false)
  })
})
