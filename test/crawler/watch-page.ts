import type { Page } from '@playwright/test'

/**
 * Records errors, failed requests, CSP violations and requests to other origins than these; returns a function that returns what
 * was recorded since its last call.
 */
export async function watchPage(page: Page, ...origins: readonly string[]): Promise<() => string[]> {
  const faults: string[] = []
  page.on('console', (message) => {
    // Chromium also logs a document with status 404 as an error.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(`console: ${message.text().slice(0, 160)}`)
    }
  })
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message.slice(0, 160)}`))
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) {
      faults.push(`${String(response.status())} ${new URL(response.url()).pathname}`)
    }
  })
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !origins.includes(new URL(request.url()).origin)) {
      faults.push(`foreign request: ${new URL(request.url()).origin}`)
    }
  })
  await page.exposeFunction('reportViolation', (directive: string) => faults.push(`CSP: ${directive}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { reportViolation } = window as unknown as { reportViolation: (directive: string) => void }
      reportViolation(`${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  return () => faults.splice(0)
}
