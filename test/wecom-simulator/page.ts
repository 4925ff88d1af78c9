import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import type { SimEnv } from './incoming-call.ts'

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

/** Serves the simulator's page. Files are read on each request, so that an edit shows after a reload. */
export const createPage = (pageDir: string): Hono<SimEnv> => {
  const app = new Hono<SimEnv>()
  const send = async (name: string): Promise<Response> => {
    const type = contentTypes[name.split('.').at(-1) ?? '']
    if (!type || !/^[a-z-]+\.[a-z]+$/.test(name)) return new Response('not found', { status: 404 })
    try {
      const headers = { 'content-type': type, 'cache-control': 'no-store' }
      return new Response(await readFile(join(pageDir, name)), { headers })
    } catch {
      return new Response('not found', { status: 404 })
    }
  }
  return app.get('/', () => send('index.html')).get('/page/:name', (c) => send(c.req.param('name')))
}
