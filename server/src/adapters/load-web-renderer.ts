import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RenderPage } from '../ports/render-page.ts'

type WebEntry = { createRenderer(options: { clientDir: string }): RenderPage }

/** Loads the built web, the only place where the server touches it: a file that exports `createRenderer`. */
export async function loadWebRenderer(webDir: string): Promise<{ renderPage: RenderPage; clientDir: string }> {
  const clientDir = path.join(webDir, 'client')
  const entry = (await import(pathToFileURL(path.join(webDir, 'server', 'entry-server.js')).href)) as WebEntry
  return { renderPage: entry.createRenderer({ clientDir }), clientDir }
}

/** Renders a minimal page for a server whose pages are not viewed: fault runs and API tests. */
export const minimalPages: RenderPage = ({ initialState }) => {
  const json = JSON.stringify(initialState).replaceAll('<', '\\u003c')
  return Promise.resolve({
    status: initialState.page.name === 'not-found' ? 404 : initialState.page.name === 'refusal' ? 403 : 200,
    html: `<!doctype html><title>企微自助</title><script type="application/json" id="initial-state">${json}</script>`,
  })
}
