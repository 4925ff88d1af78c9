import type { Browser } from '@playwright/test'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Scene } from './screenshots.ts'

/** From an ordinary employee to those with a role: the first who may see a page is pictured with it. */
const people = ['guoji', 'limin', 'chenhaiyan', 'qinyue'] as const

/** Every page with a fixed address that no scene shows yet: new pages are pictured by themselves. */
export async function otherScenes(browser: Browser, gatewayUrl: string, known: readonly Scene[]): Promise<Scene[]> {
  const wanted = Object.entries(pagePaths).flatMap(([name, path]) =>
    typeof path === 'string' && !known.some((scene) => scene.path === path) ? [{ name, path }] : [],
  )
  const scenes: Scene[] = []
  for (const userid of people) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${gatewayUrl}/__device__/open?userid=${userid}&to=/`)
    for (const { name, path } of wanted) {
      if (scenes.some((scene) => scene.path === path)) continue
      const answer = await page.goto(gatewayUrl + path)
      if (answer?.status() === 200) scenes.push({ name, userid, path })
    }
    await context.close()
  }
  return scenes
}
