import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { describe, expect } from 'vitest'
import { listen } from '../../adapters/http-server.ts'
import { claimDownload, findDownload, createDownloadLink, reopenDownload } from '../../kernel/download-links-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { deliverFile } from './deliver-file.ts'

const TOKEN_START = '/d/'.length
const MANY = 50

async function createClaimedLink({ deps }: Kit): Promise<string> {
  const link = { userid: 'qinyue', what: 'audit.csv', query: {} }
  const { path } = await deps.db.transaction((tx) => createDownloadLink(tx, deps, link))
  const token = path.slice(TOKEN_START)
  expect(await claimDownload(deps.db, token, deps.clock.now())).toBe(true)
  return token
}

const isOpen = async ({ deps }: Kit, token: string) => (await findDownload(deps.db, token, deps.clock.now())) !== null

/** Yields lines one loop turn apart, then ends, fails or never ends. */
async function* lines(end: 'whole' | 'breaks' | 'endless') {
  for (let nth = 0; nth < MANY || end === 'endless'; nth += 1) {
    yield 'x'.repeat(10_000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (end === 'breaks') throw new Error('the connection broke')
}

async function serve(
  { deps }: Kit,
  token: string,
  parts: AsyncIterable<string>,
  onWhole: ((sha256: string) => Promise<void>) | null = null,
) {
  const app = new Hono().get('/', async (c) => {
    const delivery = await deliverFile(
      deps,
      token,
      () => Promise.resolve({ parts }),
      () => onWhole,
    )
    return delivery === null ? c.text('gone', 410) : c.body(delivery.body)
  })
  const server = await listen(app.fetch, { HOST: '127.0.0.1', PORT: 0 })
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`
  return { url, close: () => server.close() }
}

describe('deliverFile', () => {
  test('a complete download uses up its link', async ({ kit }) => {
    const token = await createClaimedLink(kit)
    const { url, close } = await serve(kit, token, lines('whole'))
    expect((await (await fetch(url)).text()).length).toBe(MANY * 10_000)
    expect(await isOpen(kit, token)).toBe(false)
    close()
  })

  test('an error during the download aborts the response, and the link opens once more', async ({ kit }) => {
    const token = await createClaimedLink(kit)
    const { url, close } = await serve(kit, token, lines('breaks'))
    const response = await fetch(url)
    await expect(response.text()).rejects.toThrow()
    await expect.poll(() => isOpen(kit, token)).toBe(true)
    close()
  })

  test('the hash of the whole file is recorded', async ({ kit }) => {
    const token = await createClaimedLink(kit)
    const recorded: string[] = []
    const { url, close } = await serve(kit, token, lines('whole'), (sha256) =>
      Promise.resolve(void recorded.push(sha256)),
    )
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
    expect(recorded).toEqual([createHash('sha256').update(bytes).digest('hex')])
    close()
  })

  test('a file whose hash cannot be recorded is not delivered whole, and the link opens once more', async ({ kit }) => {
    const token = await createClaimedLink(kit)
    const { url, close } = await serve(kit, token, lines('whole'), () => Promise.reject(new Error('the disk is full')))
    const response = await fetch(url)
    await expect(response.text()).rejects.toThrow()
    await expect.poll(() => isOpen(kit, token)).toBe(true)
    close()
  })

  test('an incomplete file is not recorded', async ({ kit }) => {
    const token = await createClaimedLink(kit)
    const recorded: string[] = []
    const { url, close } = await serve(kit, token, lines('breaks'), (sha256) =>
      Promise.resolve(void recorded.push(sha256)),
    )
    await expect((await fetch(url)).text()).rejects.toThrow()
    expect(recorded).toEqual([])
    close()
  })

  test('a link whose download the client aborts opens once more', async ({ kit }) => {
    const token = await createClaimedLink(kit)
    const { url, close } = await serve(kit, token, lines('endless'))
    const leaving = new AbortController()
    const response = await fetch(url, { signal: leaving.signal })
    expect(response.status).toBe(200)
    leaving.abort()
    await expect.poll(() => isOpen(kit, token)).toBe(true)
    close()
  })

  test('an error before the first part is answered with 500, and the link opens once more', async ({ kit }) => {
    const token = await createClaimedLink(kit)
    async function* broken(): AsyncGenerator<string> {
      yield* []
      throw new Error('the connection broke')
    }
    const { url, close } = await serve(kit, token, broken())
    expect((await fetch(url)).status).toBe(500)
    expect(await isOpen(kit, token)).toBe(true)
    close()
  })
})

describe('a link whose download is aborted repeatedly', () => {
  const claimAgain = async ({ deps: { db, clock } }: Kit, token: string) => {
    await reopenDownload(db, token, clock.now())
    return claimDownload(db, token, clock.now())
  }

  test('a link with an aborted download works three more times', async ({ kit }) => {
    const token = await createClaimedLink(kit)
    const opened: boolean[] = []
    for (let i = 0; i < 5; i += 1) opened.push(await claimAgain(kit, token))
    expect(opened).toEqual([true, true, true, false, false])
  })

  test('a link with an aborted download expires five minutes after it was created', async ({ kit }) => {
    const token = await createClaimedLink(kit)
    kit.deps.clock.advanceSeconds(290)
    await reopenDownload(kit.deps.db, token, kit.deps.clock.now())
    expect(await isOpen(kit, token)).toBe(true)
    kit.deps.clock.advanceSeconds(10)
    expect(await isOpen(kit, token)).toBe(false)
    expect(await claimAgain(kit, token)).toBe(false)
  })
})
