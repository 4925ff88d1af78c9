import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startPostgres } from '../lib/postgres.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { createTestDatabase } from '../lib/test-database.ts'

it('a server whose metrics port is in use prints one line and exits without listening', async () => {
  const postgres = await startPostgres()
  const database = await createTestDatabase(postgres.url, `desk_ports_${String(process.pid)}`)
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-ports-'))
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const takenPort = String((other.address() as AddressInfo).port)
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${String(port)}`
  const databaseUrl = database.url
  const addresses = { port, publicUrl, simulatorUrl: 'http://127.0.0.1:9', dataDir, databaseUrl, isProxied: false }
  const server = startProductProcess({ ...productEnvironment(addresses), HOST: '127.0.0.1', METRICS_PORT: takenPort })
  try {
    expect(await server.ended).toBe(1)
    expect(server.lines).toContain(
      `Port ${takenPort} is taken. Choose another one, in the environment or its file: METRICS_PORT=9000`,
    )
    expect(server.lines.filter((line) => line.includes('listening'))).toEqual([])
  } finally {
    other.close()
    await database.drop()
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
