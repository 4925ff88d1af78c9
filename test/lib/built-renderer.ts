import type { TextPart } from '@desk/server/ports/render-page'
import type { InitialState } from '@desk/shared/pages/initial-state'
import { pathToFileURL } from 'node:url'
import { pathInRepository } from './repository-paths.ts'

type Rendering = { path: string; initialState: InitialState; nonce: string; userAgent: string }
type RenderPage = (input: Rendering) => Promise<{ status: number; html: string; parts: readonly TextPart[] }>
type WebEntry = { createRenderer(options: { clientDir: string }): RenderPage }

/** Loads the page renderer of the built web app, as the server does. */
export async function loadBuiltRenderer(): Promise<RenderPage> {
  const entry = pathToFileURL(pathInRepository('web/dist/server/entry-server.js')).href
  const { createRenderer } = (await import(entry)) as WebEntry
  return createRenderer({ clientDir: pathInRepository('web/dist/client') })
}
