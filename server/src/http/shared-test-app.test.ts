import { expect } from 'vitest'
import { createTestClient } from '../testing/http.ts'
import { test } from '../testing/kit.ts'

test('clients of the same dependencies share an app until a dependency or a value of the site is replaced', ({
  kit,
}) => {
  const { deps } = kit
  const appNow = () => createTestClient(deps).app
  const first = appNow()
  expect(appNow()).toBe(first)

  Object.assign(deps, { site: { ...deps.site } })
  const second = appNow()
  expect(second).not.toBe(first)

  Object.assign(deps.site, { hasContactsSecret: false })
  expect(appNow()).not.toBe(second)
})
