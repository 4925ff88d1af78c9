// Serves the built pages with sample data under the product's policy: `pnpm run build && pnpm run preview`.
// ?sample=NAME shows a sample request; ?theme=, ?mode=, ?language=, ?reason= set what the cookies and the server would.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createServer as createVite } from 'vite'
import { createRenderer } from './dist/server/entry-server.js'

const clientDir = join(import.meta.dirname, 'dist/client')
const vite = await createVite({
  root: import.meta.dirname,
  server: { middlewareMode: true },
  appType: 'custom',
  logLevel: 'error',
})
const samples = await vite.ssrLoadModule('/src/testing/sample-boots.ts')
const { samplePaths } = await vite.ssrLoadModule('/src/testing/sample-paths.ts')
await vite.close()
const render = createRenderer({ clientDir })

const policy = (nonce) =>
  `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; ` +
  "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"

function pageFor(url) {
  const query = url.searchParams
  const byName = samples.samplePages[query.get('page')]
  if (query.has('reason'))
    return {
      ...samples.samplePages.refusal,
      data: { ...samples.samplePages.refusal.data, reason: query.get('reason') },
    }
  if (byName) return byName
  if (query.has('sample')) return { name: 'request', data: samples.sampleRequests[query.get('sample')] }
  const name = Object.keys(samplePaths).find((page) => samplePaths[page] === url.pathname)
  return samples.samplePages[name ?? 'not-found']
}

const apiAnswers = {
  '/api/home': () => samples.samplePages.home.data,
  '/api/requests': () => samples.samplePages.requests.data,
  '/api/approvals': () => ({ ...samples.samplePages.approvals.data, next: null }),
  '/api/info-change/form': () => samples.sampleForm,
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://preview')
  const asset = join(clientDir, url.pathname)
  if (url.pathname.startsWith('/assets/') && existsSync(asset)) {
    response.setHeader('content-type', asset.endsWith('.css') ? 'text/css' : 'text/javascript')
    response.end(readFileSync(asset))
    return
  }
  if (url.pathname.startsWith('/api/')) {
    const body = (request.method === 'GET' && apiAnswers[url.pathname]?.()) || samples.sampleRequests.running
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(body))
    return
  }
  const nonce = randomBytes(16).toString('base64url')
  const over = Object.fromEntries(
    [...url.searchParams].filter(([name]) => ['theme', 'mode', 'language'].includes(name)),
  )
  const boot = samples.sampleBoot(pageFor(url), over)
  void render({ path: url.pathname, boot, nonce, userAgent: request.headers['user-agent'] ?? '' }).then(
    ({ status, html }) => {
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy(nonce),
      })
      response.end(html)
    },
  )
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`)
})
