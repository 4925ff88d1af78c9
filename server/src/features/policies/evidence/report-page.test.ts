import { expect, it } from 'vitest'
import { reportStyle } from './report-page.ts'

it('on paper a report breaks long codes and headings, so that ten columns fit beside each other', () => {
  const printed = reportStyle.slice(reportStyle.indexOf('@media print'))
  for (const rule of [
    /\btd \{[^}]*overflow-wrap: anywhere/,
    /\bth \{ white-space: normal/,
    /td:first-child \{[^}]*normal/,
  ])
    expect(printed).toMatch(rule)
})
