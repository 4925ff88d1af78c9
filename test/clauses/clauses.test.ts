import { existsSync } from 'node:fs'
import { servedClauses } from '@desk/shared/clauses/clause-table'
import { dutyCodes } from '@desk/shared/duties/duty-schemas'
import { pageTable } from '@desk/shared/pages/page-table'
import { routeRules } from '@desk/shared/pages/route-rules'
import { describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'

describe('the table of served clauses', () => {
  it.each(servedClauses)('$clause, $demand: its page, its rule and its test exist', ({ page, rule, test }) => {
    expect(pageTable[page]).toBeDefined()
    expect(routeRules[rule]).toBeDefined()
    expect(existsSync(pathInRepository(test)), test).toBe(true)
  })

  it('contains every duty once', () => {
    const named = servedClauses.flatMap(({ duty }) => duty ?? [])
    expect(named.toSorted()).toEqual([...dutyCodes].toSorted())
  })
})
