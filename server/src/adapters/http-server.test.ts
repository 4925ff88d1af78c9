import { once } from 'node:events'
import { Agent, get, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { drain, listen } from './http-server.ts'

const DRAIN_MS = 1_000
let agent: Agent
let server: Server
afterEach(() => {
  agent.destroy()
  server.closeAllConnections()
})

async function arrange(answer: () => Promise<Response> = async () => new Response('ok')) {
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
  server = await listen(answer, { HOST: '127.0.0.1', PORT: 0 })
  const { port } = server.address() as AddressInfo
  const ask = async () => {
    const [response] = (await once(get({ host: '127.0.0.1', port, agent }), 'response')) as [IncomingMessage]
    response.resume()
    await once(response, 'end')
    return { status: response.statusCode, connection: response.headers.connection }
  }
  return { port, ask }
}

describe('a server that goes', () => {
  it('answers as ever while it drains, then once more on what is kept, and lets nobody new in', async () => {
    const { port, ask } = await arrange()
    expect(await ask()).toEqual({ status: 200, connection: 'keep-alive' })
    const gone = drain(server, DRAIN_MS)
    expect(await ask()).toEqual({ status: 200, connection: 'keep-alive' })
    await delay(DRAIN_MS + 20)
    const stranger = connect(port, '127.0.0.1')
    expect(await once(stranger, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }])
    expect(await ask()).toEqual({ status: 200, connection: 'close' })
    await gone
  })

  it('ends what it began', async () => {
    let letGo = () => {}
    const held = new Promise<void>((resolve) => (letGo = resolve))
    const { ask } = await arrange(async () => {
      await held
      return new Response('late')
    })
    const answer = ask()
    await once(server, 'request')
    const gone = drain(server, 0)
    await delay(100)
    letGo()
    expect(await answer).toMatchObject({ status: 200 })
    await gone
  })

  it('waits for nobody who keeps a connection and asks for nothing', async () => {
    const { port, ask } = await arrange()
    await ask()
    const silent = connect(port, '127.0.0.1')
    await once(silent, 'connect')
    await drain(server, 0, 50)
    await once(silent, 'close')
  })
})
