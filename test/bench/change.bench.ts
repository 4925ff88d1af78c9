import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { openPhone } from '../lib/phone-session.ts'
import { processCpuMs } from '../lib/process-cpu.ts'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

/** The built checkout to measure: this one, or that of the previous commit. `npm run verify:change` reads the result. */
const checkout = process.argv[2] ?? pathInRepository('.')
const WARM_UP = 100
const READS = 300

type Chunk = { file: string; imports?: string[] }

/** Returns the Brotli bytes of the entry, of the largest page without the entry, and of all scripts. */
function scriptBytes() {
  const client = join(checkout, 'web/dist/client')
  const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const closure = (key: string, visited = new Set<string>()): Set<string> => {
    if (!visited.has(key)) {
      visited.add(key)
      for (const imported of manifest[key]?.imports ?? []) closure(imported, visited)
    }
    return visited
  }
  // Pages share most of their files.
  const compressed = new Map<string, number>()
  const bytesOf = (file: string): number => {
    const size = compressed.get(file) ?? brotliCompressSync(readFileSync(join(client, file))).length
    compressed.set(file, size)
    return size
  }
  const bytes = (keys: Iterable<string>) =>
    [...keys]
      .map((key) => manifest[key]?.file ?? '')
      .filter((file) => file.endsWith('.js') && existsSync(join(client, file)))
      .reduce((sum, file) => sum + bytesOf(file), 0)
  const entry = closure('src/entry-client.ts')
  const pages = Object.keys(manifest).filter((key) => /\/pages\/\w+Page\.vue$/.test(key))
  const pageBytes = pages.map((page) => bytes([...closure(page)].filter((key) => !entry.has(key))))
  return {
    entryBytes: bytes(entry),
    largestPageBytes: Math.max(...pageBytes),
    scriptBytes: bytes(Object.keys(manifest)),
  }
}

/** Returns the processor time of one request for the home data on PGlite, after a warm-up; null without `/proc`. */
async function homeCpuMs() {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-change-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const simulator = await startSimulator({ appUrl: url })
  const addresses = { port, publicUrl: simulator.gatewayUrl, simulatorUrl: simulator.url, dataDir, isProxied: true }
  const product = startProductProcess({ ...productEnvironment(addresses), NODE_ENV: 'production' }, checkout)
  try {
    await product.whenReady(url)
    const phone = await openPhone(simulator.gatewayUrl, 'guoji')
    const read = async (times: number) => {
      for (let time = 0; time < times; time += 1) await phone.get('/api/home')
    }
    await read(WARM_UP)
    const before = processCpuMs(product.pid)
    await read(READS)
    return existsSync('/proc') ? (processCpuMs(product.pid) - before) / READS : null
  } finally {
    await product.stop()
    await simulator.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

console.log(JSON.stringify({ ...scriptBytes(), homeCpuMs: await homeCpuMs() }))
