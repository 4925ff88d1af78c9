import type { Browser, Locator, Page } from '@playwright/test'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import { unzipSync, zipSync } from 'fflate'

/** Turns a draft into a policy of three clauses for these people. */
export const forPeople =
  (people: readonly string[]) =>
  (draft: PolicyDraft): PolicyDraft => ({
    ...draft,
    clauses: draft.clauses.slice(0, 3),
    audience: { everyone: false, departments: [], roles: [], partners: false, people: [...people] },
  })

/** Opens a page in another browser, as somebody who is not a member. `width`: of the window, in pixels. */
export async function openAsOutsider(browser: Browser, gatewayUrl: string, path: string, width = 1280): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  await openPath(page, gatewayUrl, path)
  return page
}

/** Opens a path as somebody who is not a member. A fragment survives the redirect. */
export async function openPath(page: Page, gatewayUrl: string, path: string): Promise<void> {
  const [before = '', fragment] = path.split('#')
  const hash = fragment === undefined ? '' : `#${fragment}`
  await page.goto(`${gatewayUrl}/__device__/open?ua=browser&to=${encodeURIComponent(before)}${hash}`)
}

/** Opens the folded part with this label and returns it. */
export async function unfold(page: Page, label: string | RegExp): Promise<Locator> {
  const part = page.locator('details').filter({ has: page.locator('summary').getByText(label, { exact: true }) })
  await part.locator('summary').click()
  return part
}

/** Returns a bundle as it was downloaded, a copy with one byte of a text changed, the name of that text, and the log's key. */
export function intactAndTampered(zip: Uint8Array) {
  const files = unzipSync(zip)
  const changedName = Object.keys(files).find((name) => name.startsWith('texts/')) ?? ''
  const changed = Uint8Array.from(files[changedName] ?? [])
  changed[changed.length - 2] = (changed.at(-2) ?? 0) ^ 1
  const vkey = new TextDecoder().decode(files['log.vkey'])
  const file = (buffer: Uint8Array) => ({
    name: 'evidence.zip',
    mimeType: 'application/zip',
    buffer: Buffer.from(buffer),
  })
  return { intact: file(zip), tampered: file(zipSync({ ...files, [changedName]: changed })), changedName, vkey }
}
