import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync } from 'node:zlib'

/** Returns the page with its markup and inline styles, but without scripts and links: the baseline of a first screen. */
export const bareHtml = (html: string): string =>
  html.replace(/<script\b[\s\S]*?<\/script>/g, '').replace(/<link\b[^>]*>/g, '')

/** Serves one page that was compressed beforehand. */
export async function servePage(html: string): Promise<{ port: number; stop(): Promise<unknown> }> {
  const body = brotliCompressSync(html)
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-encoding': 'br',
    'content-length': body.length,
  }
  const server = createServer((request, response) => {
    if (request.url === '/') response.writeHead(200, headers).end(body)
    else response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  }
}
