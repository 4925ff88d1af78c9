import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AppEnv } from './app-env.ts'
import { untrustedProxyDetector } from '../kernel/untrusted-proxy-detector.ts'
import { clientNetwork, truncateAddress } from './client-network.ts'

describe('truncateAddress', () => {
  it.each([
    ['203.0.113.77', '203.0.113.x'],
    ['::ffff:203.0.113.77', '203.0.113.x'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::x'],
    ['2001:DB8::1', '2001:db8:0:0::x'],
    ['::1', '0:0:0:0::x'],
    ['fe80::1%eth0', 'fe80:0:0:0::x'],
    ['', 'unknown'],
    ['limin', 'unknown'],
    ['203.0.113.77, evil', 'unknown'],
    ['203.0.113.77\r\nx', 'unknown'],
  ])('truncateAddress truncates %j to %s', (address, net) => {
    expect(truncateAddress(address)).toBe(net)
  })
})

describe('clientNetwork', () => {
  const netOf = async (hops: number, forwarded: string | null) => {
    const app = new Hono<AppEnv>().use(clientNetwork(hops)).get('/', (c) => c.text(c.var.clientNetwork))
    const headers: Record<string, string> = forwarded === null ? {} : { 'x-forwarded-for': forwarded }
    const response = await app.request('/', { headers }, { incoming: { socket: { remoteAddress: '10.0.0.9' } } })
    return response.text()
  }

  it.each([
    [0, null, '10.0.0.x'],
    [0, '203.0.113.7', '10.0.0.x'],
    [1, '203.0.113.7', '203.0.113.x'],
    [1, '6.6.6.6, 203.0.113.7', '203.0.113.x'],
    [2, '6.6.6.6, 203.0.113.7, 10.1.1.1', '203.0.113.x'],
    [2, '203.0.113.7', '203.0.113.x'],
    [1, null, '10.0.0.x'],
    [1, '6.6.6.6, nonsense', 'unknown'],
  ])('with %i trusted hops and X-Forwarded-For %j, the network is %s', async (hops, forwarded, net) => {
    expect(await netOf(hops, forwarded)).toBe(net)
  })

  it.each([
    [0, '203.0.113.7', 1],
    [0, null, 0],
    [1, '203.0.113.7', 0],
  ])(
    'with %i trusted hops and X-Forwarded-For %j, %i warnings about TRUST_PROXY are logged',
    async (hops, forwarded, count) => {
      const warnings: string[] = []
      const log = { warn: (_: unknown, message: string) => void warnings.push(message) }
      const app = new Hono<AppEnv>().use(clientNetwork(hops, untrustedProxyDetector(log))).get('/', (c) => c.text(''))
      const headers: Record<string, string> = forwarded === null ? {} : { 'x-forwarded-for': forwarded }
      for (let i = 0; i < 3; i += 1) await app.request('/', { headers })
      expect(warnings).toHaveLength(count)
      for (const warning of warnings) expect(warning).toContain('TRUST_PROXY')
    },
  )

  it('clientNetwork reads the address of a TCP connection', async () => {
    const app = new Hono<AppEnv>().use(clientNetwork(0)).get('/', (c) => c.text(c.var.clientNetwork))
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('127.0.0.x')
    await new Promise((resolve) => server.close(resolve))
  })
})
