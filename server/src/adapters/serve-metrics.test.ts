import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { serveMetrics } from './serve-metrics.ts'

const host = '127.0.0.1'
const lines: string[] = []
const record = (_fields: Record<string, unknown>, message: string) => void lines.push(message)
const log = { info: record, warn: record, error: record }
const portOf = (server: Server) => (server.address() as AddressInfo).port
const opened: Server[] = []
afterEach(() => opened.splice(0).forEach((server) => server.close()))

describe('serveMetrics', () => {
  it('serveMetrics rejects when its port is in use', async () => {
    const other = createServer().listen(0, host)
    opened.push(other)
    await once(other, 'listening')
    const starting = serveMetrics({ host, port: portOf(other), hasCustomWecomBase: false, log })
    await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('serveMetrics returns the process metrics while a gauge cannot be read, and the gauge again afterwards', async () => {
    let isFailing = true
    const read = () => (isFailing ? Promise.reject(new Error('database unavailable')) : Promise.resolve([{ value: 7 }]))
    const gauges = ['desk_one', 'desk_two'].map((name) => ({ name, help: name, labels: [], read }))
    const server = await serveMetrics({ host, port: 0, hasCustomWecomBase: false, log, gauges })
    opened.push(server)
    const scrape = async () => {
      const answer = await fetch(`http://${host}:${String(portOf(server))}/metrics`)
      return { status: answer.status, text: await answer.text() }
    }
    const whileFailing = await scrape()
    expect([whileFailing.status, lines]).toEqual([200, ['gauge not read', 'gauge not read']])
    expect(whileFailing.text).toContain('process_resident_memory_bytes')
    expect(whileFailing.text).not.toMatch(/^desk_one/m)
    isFailing = false
    expect((await scrape()).text).toMatch(/^desk_one 7$/m)
  })
})
