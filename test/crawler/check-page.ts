import type { Page } from '@playwright/test'
import { axeViolations, injectAxe } from './axe.ts'
import { enterFirstLink, walkByKeyboard } from './keyboard-walk.ts'
import { offlineFaults, sheetFaults } from './open-states.ts'
import { contrastFaults, lengthenTexts, overflowFaults, targetFaults } from './page-checks.ts'

const looks = [
  { theme: 'light', mode: 'normal', target: 44 },
  { theme: 'dark', mode: 'normal', target: 44 },
  { theme: 'light', mode: 'care', target: 60 },
  { theme: 'dark', mode: 'care', target: 60 },
] as const
type Look = (typeof looks)[number]

const LEAST_CONTRAST = 4.5
const phone = { width: 375, height: 812 }
const narrow = { width: 320, height: 640 }
export const desk = { width: 1024, height: 768 }

/** As the switches on the page do it. */
const putOn = (page: Page, { theme, mode }: Look): Promise<void> =>
  page.evaluate(
    ([dark, care]) => {
      document.documentElement.toggleAttribute('data-theme', dark)
      if (dark) document.documentElement.setAttribute('data-theme', 'dark')
      document.documentElement.toggleAttribute('data-mode', care)
      if (care) document.documentElement.setAttribute('data-mode', 'care')
    },
    [theme === 'dark', mode === 'care'] as const,
  )

const setType = (page: Page, size: string): Promise<void> =>
  page.evaluate((value) => {
    document.documentElement.style.fontSize = value
  }, size)

async function lookFaults(page: Page, look: Look): Promise<string[]> {
  await putOn(page, look)
  await page.setViewportSize(phone)
  return [
    ...(await axeViolations(page)).map((fault) => `${look.theme} ${look.mode}: ${fault}`),
    ...(await sizeFaults(page, look)),
  ]
}

/** What can be measured without a second library: contrast, targets, and no sideways scroll. */
async function sizeFaults(page: Page, look: Look): Promise<string[]> {
  await putOn(page, look)
  await page.setViewportSize(phone)
  const faults = [
    ...(await page.evaluate(contrastFaults, LEAST_CONTRAST)),
    ...(await page.evaluate(targetFaults, look.target)),
  ]
  await setType(page, '140%')
  faults.push(...(await page.evaluate(overflowFaults, 'text × 1.4')))
  await setType(page, '')
  await page.setViewportSize(narrow)
  faults.push(...(await page.evaluate(overflowFaults, '320 px')))
  return faults.map((fault) => `${look.theme} ${look.mode}: ${fault}`)
}

/**
 * A page that was just opened at the width of a desk; it is left somewhere else, with its texts lengthened. Of a page
 * that was seen with other words already, the two looks that are furthest apart will do.
 */
export async function pageFaults(page: Page, isVariant: boolean): Promise<string[]> {
  const title = await page.title()
  const faults = title === '' || title === 'undefined' ? ['no title'] : []
  faults.push(...(await walkByKeyboard(page)))
  await injectAxe(page)
  if (await page.locator('[data-density]').count()) {
    faults.push(...(await axeViolations(page)), ...(await page.evaluate(targetFaults, 44)))
  }
  // axe in the two looks that are furthest apart: between them only colours and sizes differ, which are measured in all.
  for (const look of [looks[0], looks[3]]) faults.push(...(await lookFaults(page, look)))
  if (!isVariant) for (const look of [looks[1], looks[2]]) faults.push(...(await sizeFaults(page, look)))
  faults.push(...(await sheetFaults(page, () => lookFaults(page, looks[3]))))
  faults.push(...(await offlineFaults(page, () => sizeFaults(page, looks[2]))))
  await putOn(page, looks[0])
  const url = page.url()
  await page.setViewportSize(narrow)
  await page.evaluate(lengthenTexts, 0.4)
  faults.push(...(await page.evaluate(overflowFaults, 'texts 40 % longer')))
  await page.setViewportSize(desk)
  await page.goto(url)
  faults.push(...(await enterFirstLink(page)))
  return [...new Set(faults)]
}

/** The same page in the other language: its words are longer, its names must be there, the rest was seen. */
export async function glanceFaults(page: Page): Promise<string[]> {
  const title = await page.title()
  const faults = title === '' || /\p{Script=Han}/u.test(title) ? [`no English title: ${title}`] : []
  if ((await page.locator('html').getAttribute('lang')) !== 'en') faults.push('not in English')
  await injectAxe(page)
  return [...faults, ...(await lookFaults(page, looks[2]))].map((fault) => `English: ${fault}`)
}
