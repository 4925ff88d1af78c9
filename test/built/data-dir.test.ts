import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { runProgram } from '../lib/run-program.ts'

const work = mkdtempSync(join(tmpdir(), 'desk-owner-'))
const running: ReturnType<typeof startProductProcess>[] = []

/** WeCom is nowhere: a server is ready without it. */
async function start(more: Record<string, string> = {}) {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const dataDir = join(work, 'data')
  const addresses = { port, publicUrl, simulatorUrl: 'http://127.0.0.1:9', dataDir, isProxied: false }
  const product = startProductProcess({ ...productEnvironment(addresses), ...more })
  running.push(product)
  return { ...product, publicUrl }
}

afterEach(async () => {
  for (const product of running.splice(0)) if (product.isRunning()) await product.kill()
  rmSync(work, { recursive: true, force: true })
})

describe('the folder of the embedded database', () => {
  it('has one server: a second one is told the pid and ends, and after a SIGKILL the next one starts at once', async () => {
    const first = await start()
    await first.whenReady(first.publicUrl)
    for (const more of [{}, { TMPDIR: mkdtempSync(join(tmpdir(), 'desk-other-')) }]) {
      const second = await start(more)
      expect(await second.ended).toBe(1)
      expect(second.lines.join('\n')).toContain(`is in use by process ${first.pid}.`)
    }
    expect(first.isRunning()).toBe(true)
    await first.kill()
    const next = await start()
    await next.whenReady(next.publicUrl)
    expect(next.lines.filter((line) => /"level":(50|60)/.test(line) && /owner|in use/.test(line))).toEqual([])
  })

  it.each([
    ['audit-cli', ['verify']],
    ['restored-cli', []],
    ['backup-cli', [join(work, 'copy')]],
  ])('is made by no command that looks for it: %s', async (command, args) => {
    const program = runProgram(command, { DATA_DIR: join(work, 'nowhere') }, { args })
    expect(await program.ended).toBe(2)
    expect(program.lines).toEqual([
      `There is no embedded database in ${join(work, 'nowhere')}. Set its folder: DATA_DIR=…, or DATABASE_URL=… for a PostgreSQL.`,
    ])
    expect(existsSync(join(work, 'nowhere'))).toBe(false)
  })
})
