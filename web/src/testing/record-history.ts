import type { VueWrapper } from '@vue/test-utils'
import { onTestFinished, vi } from 'vitest'

/**
 * Returns a list of what happens to the history from now on: `back` when the entry of a sheet is removed, and the paths
 * that are opened. A sheet from which a path is opened goes back first, so that no extra step remains.
 */
export function recordHistory(page: VueWrapper): string[] {
  const steps: string[] = []
  const back = vi.spyOn(history, 'back').mockImplementation(() => {
    steps.push('back')
    dispatchEvent(new PopStateEvent('popstate'))
  })
  onTestFinished(() => {
    back.mockRestore()
  })
  page.vm.$router.afterEach(({ fullPath }) => void steps.push(fullPath))
  return steps
}
