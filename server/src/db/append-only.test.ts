import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { test } from '../testing/kit.ts'
import { auditEntries } from './schema/index.ts'

describe('audit table', () => {
  test.for(['update audit_entries set actor = $$x$$', 'delete from audit_entries', 'truncate audit_entries'])(
    'the audit table refuses %s',
    async (statement, { kit }) => {
      const row = { at: kit.deps.clock.now(), actor: 'limin', action: 'test', object: 'x', details: {} }
      await kit.deps.db.insert(auditEntries).values(row)
      await expect(kit.deps.db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: '42501' } })
      expect(await kit.deps.db.select().from(auditEntries)).toHaveLength(1)
    },
  )
})
