import { expect } from 'vitest'
import { makeDownloadLink } from '../../kernel/download-links-queries.ts'
import { recordAudit } from '../../kernel/record-audit.ts'
import { testApp } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'

test('a link that is opened several times at once makes one file, which says how many rows it has', async ({ kit }) => {
  const { deps, given } = kit
  const auditor = await given.member({ userid: 'qinyue', roles: ['auditor'] })
  const at = deps.clock.now()
  const path = await deps.db.transaction(async (tx) => {
    for (const object of ['a', 'b', 'c'])
      await recordAudit(tx, { at, actor: 'qinyue', action: 'audit.verified', object, details: {} })
    return (await makeDownloadLink(tx, deps, { userid: auditor.userid, what: 'audit.csv', query: {} })).path
  })
  let reads = 0
  const db = new Proxy(deps.db, {
    get(target, name, receiver) {
      if (name === 'select') reads += 1
      const value: unknown = Reflect.get(target, name, receiver)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const { app } = testApp({ ...deps, db })
  const answers = await Promise.all([1, 2, 3, 4].map(() => app.request(path)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410])
  // Each looks whose the link is; one reads a person, the last row, the rows, and that there are no more.
  expect(reads).toBeLessThan(4 * 2 + 4)
  const file = await answers.find(({ status }) => status === 200)!.text()
  const [, ...rows] = file.trimEnd().split('\r\n')
  expect(rows.at(-1)).toMatch(new RegExp(`^"共 ${String(rows.length - 1)} 行 / ${String(rows.length - 1)} rows",""`))
})
