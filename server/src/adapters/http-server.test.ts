import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { Agent, get, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { drain, listen } from './http-server.ts'

const DRAIN_MS = 1_000
/**
 * Script of twenty clients that connect on a signal. Each sends its request once it is connected; the last to connect creates
 * the file `allConnected`.
 */
const CLIENT_SCRIPT = `
  const { connect } = require('node:net')
  const [port, allConnected] = process.argv.slice(1)
  let connected = 0
  process.stdin.once('data', () => {
    for (let client = 0; client < 20; client += 1) {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write('GET / HTTP/1.1\\r\\nhost: desk\\r\\nconnection: close\\r\\n\\r\\n')
        if ((connected += 1) === 20) require('node:fs').writeFileSync(allConnected, '')
      })
      socket.once('data', (text) => process.stdout.write(String(text).split(' ')[1] + ' '))
      socket.once('error', (error) => process.stdout.write(error.code + ' '))
    }
  })
  console.log('ready')`
let agent: Agent
let server: Server
afterEach(() => {
  agent.destroy()
  server.closeAllConnections()
})

async function arrange(handleRequest: () => Promise<Response> = async () => new Response('ok')) {
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
  server = await listen(handleRequest, { HOST: '127.0.0.1', PORT: 0 })
  const { port } = server.address() as AddressInfo
  const sendRequest = async () => {
    const [response] = (await once(get({ host: '127.0.0.1', port, agent }), 'response')) as [IncomingMessage]
    response.resume()
    await once(response, 'end')
    return { status: response.statusCode, connection: response.headers.connection }
  }
  return { port, sendRequest }
}

describe('drain', () => {
  it('drain serves normally for the drain period, then refuses new connections and answers one more request on each open one', async () => {
    const { port, sendRequest } = await arrange()
    expect(await sendRequest()).toEqual({ status: 200, connection: 'keep-alive' })
    const drained = drain(server, DRAIN_MS)
    expect(await sendRequest()).toEqual({ status: 200, connection: 'keep-alive' })
    await delay(DRAIN_MS + 20)
    const newConnection = connect(port, '127.0.0.1')
    expect(await once(newConnection, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }])
    expect(await sendRequest()).toEqual({ status: 200, connection: 'close' })
    await drained
  })

  it('drain answers the connections in the backlog before the listener closes', async () => {
    const { port } = await arrange()
    const folder = mkdtempSync(join(tmpdir(), 'desk-drain-'))
    const allConnected = join(folder, 'all-connected')
    const clients = spawn(process.execPath, ['-e', CLIENT_SCRIPT, String(port), allConnected], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(clients.stdout, 'data')
    const drained = drain(server, 0)
    clients.stdin.end('go')
    // Blocks the event loop, as on a busy machine, so that the connections wait in the backlog.
    while (!existsSync(allConnected));
    let statuses = ''
    clients.stdout.on('data', (text) => (statuses += String(text)))
    await once(clients, 'exit')
    await drained
    rmSync(folder, { recursive: true })
    expect(statuses).toBe('200 '.repeat(20))
  })

  it('drain answers a request in progress', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const { sendRequest } = await arrange(async () => {
      await gate
      return new Response('late')
    })
    const answer = sendRequest()
    await once(server, 'request')
    const sweep = vi.spyOn(server, 'closeIdleConnections')
    const drained = drain(server, 0)
    await vi.waitFor(() => expect(sweep).toHaveBeenCalled(), { timeout: 30_000 })
    release()
    expect(await answer).toMatchObject({ status: 200 })
    await drained
  })

  it('drain closes idle connections without waiting for the timeout', async () => {
    const { sendRequest } = await arrange()
    await sendRequest()
    const startedAt = performance.now()
    await drain(server, 0)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  it('drain closes every connection after the timeout, even one that has sent nothing', async () => {
    const { port } = await arrange()
    const silent = connect(port, '127.0.0.1')
    await once(silent, 'connect')
    await drain(server, 0, 50)
    await once(silent, 'close')
  })
})
