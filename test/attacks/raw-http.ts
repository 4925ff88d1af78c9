import { connect, type Socket } from 'node:net'

const TIMEOUT_MS = 30_000
const CHUNK_BYTES = 16_384

const statusIn = (text: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)

/** Sends raw bytes on a new connection; returns the status and text of the response. Status 0: closed without a response. */
export function rawRequest(port: number, head: string, body: Iterable<string | Buffer> = []) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(head.replaceAll('\n', '\r\n'))
      void sendInChunks(socket, body, () => text !== '')
    })
    const finish = () => {
      socket.destroy()
      resolve({ status: statusIn(text), text })
    }
    socket.setTimeout(TIMEOUT_MS, () => {
      socket.destroy()
      reject(new Error(`no response to: ${head.slice(0, 80)}`))
    })
    socket.setEncoding('latin1').on('data', (part) => {
      text += part
      if (text.includes('\r\n\r\n')) finish()
    })
    socket.on('end', finish)
    // The server may close the connection while the body is sent.
    socket.on('error', finish)
  })
}

/** Sends only while the server reads: unsent data could make the client lose an early response. */
async function sendInChunks(
  socket: Socket,
  body: Iterable<string | Buffer>,
  hasResponse: () => boolean,
): Promise<void> {
  for (const part of body) {
    const bytes = Buffer.from(part)
    for (let start = 0; start < bytes.length && !hasResponse() && socket.writable; start += CHUNK_BYTES)
      await new Promise((resolve) => socket.write(bytes.subarray(start, start + CHUNK_BYTES), resolve))
  }
}

/** Sends one byte a second until the server responds or closes the connection; returns the status and how long that took. */
export function sendSlowly(port: number, head: string) {
  return new Promise<{ status: number; seconds: number }>((resolve) => {
    const started = performance.now()
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(head.replaceAll('\n', '\r\n')))
    const timer = setInterval(() => socket.write(' '), 1000)
    const finish = () => {
      clearInterval(timer)
      socket.destroy()
      resolve({ status: statusIn(text), seconds: Math.round((performance.now() - started) / 1000) })
    }
    socket.setEncoding('latin1').on('data', (part) => (text += part))
    socket.on('end', finish).on('error', finish)
  })
}
