import { connect, type Socket } from 'node:net'

const PATIENCE_MS = 30_000
const PIECE_BYTES = 16_384

/** Bytes as they are, on a connection of their own; gives the answer's status and text. 0: closed without an answer. */
export function rawRequest(port: number, head: string, body: Iterable<string | Buffer> = []) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(head.replaceAll('\n', '\r\n'))
      void sendInPieces(socket, body, () => text !== '')
    })
    const finish = () => {
      socket.destroy()
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text })
    }
    socket.setTimeout(PATIENCE_MS, () => {
      socket.destroy()
      reject(new Error(`no answer to: ${head.slice(0, 80)}`))
    })
    socket.setEncoding('latin1').on('data', (part) => {
      text += part
      if (text.includes('\r\n\r\n')) finish()
    })
    socket.on('end', finish)
    // The server may close while we still send.
    socket.on('error', finish)
  })
}

/** No more than the server reads: an answer that comes before the end would be lost with what is still under way. */
async function sendInPieces(socket: Socket, body: Iterable<string | Buffer>, isAnswered: () => boolean): Promise<void> {
  for (const part of body) {
    const bytes = Buffer.from(part)
    for (let at = 0; at < bytes.length && !isAnswered() && socket.writable; at += PIECE_BYTES)
      await new Promise((resolve) => socket.write(bytes.subarray(at, at + PIECE_BYTES), resolve))
  }
}

/** One byte a second until the server has had enough. */
export function dripRequest(port: number, head: string) {
  return new Promise<{ status: number; seconds: number }>((resolve) => {
    const started = performance.now()
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(head.replaceAll('\n', '\r\n')))
    const drip = setInterval(() => socket.write(' '), 1000)
    const finish = () => {
      clearInterval(drip)
      socket.destroy()
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
      resolve({ status, seconds: Math.round((performance.now() - started) / 1000) })
    }
    socket.setEncoding('latin1').on('data', (part) => (text += part))
    socket.on('end', finish).on('error', finish)
  })
}
