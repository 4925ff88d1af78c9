import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import { headingNames } from '@desk/shared/accounts/heading-names'
import { joinerFields } from '@desk/shared/accounts/joiner-fields'
import readXlsxFile from 'read-excel-file/node'
import { expect } from 'vitest'
import { joinerCompany } from '../../testing/fixtures/joiners.ts'
import { test } from '../../testing/kit.ts'

test('the sheet for joiners that HR downloads has a heading for every field, and no row', async ({ kit }) => {
  const { hr, admin, requestAs, json } = await joinerCompany(kit)
  expect((await requestAs(admin, 'POST', '/api/joiners/template', {})).status).toBe(404)
  const { path } = await json<OneTimeLink>(await requestAs(hr, 'POST', '/api/joiners/template', {}))
  const file = await requestAs(hr, 'GET', path)
  expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('待入职.xlsx'))
  const [sheet] = await readXlsxFile(Buffer.from(await file.arrayBuffer()))
  expect(sheet?.data).toEqual([joinerFields.map((field) => headingNames[field][0])])
})
