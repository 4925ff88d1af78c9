import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RenderPage } from '../ports/render-page.ts'

type WebEntry = { createRenderer(options: { clientDir: string }): RenderPage }

/**
 * Loads the renderer of the built web: a file that exports `createRenderer`. Its client files are served by
 * `http/static-routes.ts`.
 */
export async function loadWebRenderer(webDir: string): Promise<{ renderPage: RenderPage; clientDir: string }> {
  const clientDir = path.join(webDir, 'client')
  const entry = (await import(pathToFileURL(path.join(webDir, 'server', 'entry-server.js')).href)) as WebEntry
  return { renderPage: entry.createRenderer({ clientDir }), clientDir }
}
