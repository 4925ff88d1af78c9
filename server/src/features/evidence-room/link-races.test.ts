import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { createEvidenceRoom } from '../../testing/fixtures/evidence-room.ts'
import { test } from '../../testing/kit.ts'

test('of several browsers that open a link at once, exactly one is admitted', async ({ kit }) => {
  const { createLink, tokenOf, open } = await createEvidenceRoom(kit)
  const token = tokenOf(await createLink())
  const answers = await Promise.all(Array.from({ length: 8 }, () => open(token)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 409)])
  const opened = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'auditor_links.open'))
  expect(opened).toHaveLength(1)
})
