import { expect, it } from 'vitest'
import { reportStyle } from './report-page.ts'

it('the print styles of a report break long codes and headings, since ten columns have to fit', () => {
  const printed = reportStyle.slice(reportStyle.indexOf('@media print'))
  for (const rule of [
    /\btd \{[^}]*overflow-wrap: anywhere/,
    /\bth \{ white-space: normal/,
    /td:first-child \{[^}]*normal/,
  ])
    expect(printed).toMatch(rule)
})
