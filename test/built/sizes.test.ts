import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipParts } from '@desk/server/gzip-parts'
import { describe, expect, it } from 'vitest'
import { foreignHosts } from '../architecture/text-rules.ts'
import { budget, budgetOfRoute, measureSizes } from '../bench/sizes.ts'
import { loadBuiltRenderer } from '../lib/built-renderer.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { busyHomeState } from './busy-home.ts'

const clientDir = pathInRepository('web/dist/client')
const sizes = measureSizes(clientDir)

describe('the built web app', () => {
  it('the first screen is within the budget', () => {
    expect(sizes.homeScripts).toBeLessThanOrEqual(budget.homeScripts)
    expect(sizes.criticalCss).toBeLessThanOrEqual(budget.criticalCss)
  })

  it.each([{}, { language: 'en' }, { mode: 'care', theme: 'dark' }] as const)(
    'the HTML of a busy home page is within the budget, with %j',
    async (settings) => {
      const render = await loadBuiltRenderer()
      const initialState = busyHomeState(settings)
      const { status, html, parts } = await render({
        path: '/',
        initialState,
        nonce: 'n'.repeat(24),
        userAgent: 'Chrome',
      })
      expect([status, html.includes('赵丽霞')]).toEqual([200, true])
      expect(gzipParts(parts).length).toBeLessThanOrEqual(budget.html)
    },
  )

  it.each(Object.entries(sizes.routes))('the page %s is within the budget', (page, bytes) => {
    expect(bytes).toBeLessThanOrEqual(budgetOfRoute(page))
  })

  it('the sizes contain pages other than home', () => {
    expect(Object.keys(sizes.routes).length).toBeGreaterThan(0)
  })

  it('no file of the build contains a foreign host', () => {
    // Only files of this build; the folder also contains those of earlier builds.
    const [files = []] = JSON.parse(readFileSync(join(clientDir, '.vite/builds.json'), 'utf8')) as string[][]
    expect(files.length).toBeGreaterThan(0)
    const found = files.flatMap((file) =>
      foreignHosts(readFileSync(join(clientDir, file), 'utf8')).map((host) => `${file}: ${host}`),
    )
    expect(found).toEqual([])
  })
})
