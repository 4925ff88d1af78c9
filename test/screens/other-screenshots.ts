import type { Browser } from '@playwright/test'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Scene } from './screenshots.ts'

/** Members from no role to several roles. A page is captured as the first of them who may see it. */
const userids = ['guoji', 'limin', 'chenhaiyan', 'qinyue'] as const

/** Lists the pages of which no scene shows one: those with a parameter, whose samples are made by the scripts beside. */
export const pagesWithoutScene = (scenes: readonly Scene[]): string[] =>
  Object.entries(pagePaths).flatMap(([name, path]) => {
    if (typeof path === 'string') return []
    const pattern = new RegExp(`^${path('[^/?]+')}(\\?|$)`)
    return scenes.some((scene) => pattern.test(scene.path)) ? [] : [name]
  })

/** Lists pages with a fixed path that no other scene shows, so that new pages are included. */
export async function otherScenes(browser: Browser, gatewayUrl: string, existing: readonly Scene[]): Promise<Scene[]> {
  const otherPages = Object.entries(pagePaths).flatMap(([name, path]) =>
    typeof path === 'string' && !existing.some((scene) => scene.path === path) ? [{ name, path }] : [],
  )
  const scenes: Scene[] = []
  for (const userid of userids) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${gatewayUrl}/__device__/open?userid=${userid}&to=/`)
    for (const { name, path } of otherPages) {
      if (scenes.some((scene) => scene.path === path)) continue
      const response = await page.goto(gatewayUrl + path)
      if (response?.status() === 200) scenes.push({ name, userid, path })
    }
    await context.close()
  }
  return scenes
}
