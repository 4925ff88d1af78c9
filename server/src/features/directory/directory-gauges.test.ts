import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { serveMetrics } from '../../adapters/serve-metrics.ts'
import { deleteRefusal, saveRefusal } from '../../kernel/wecom-refusals-queries.ts'
import { holdDepartures } from '../../testing/fixtures/held-departures.ts'
import { test } from '../../testing/kit.ts'
import { directoryGauges } from './directory-gauges.ts'
import { syncDirectory } from './jobs/sync-directory.ts'

test('the metrics show a refused secret, the age of the last sync and held departures while they apply', async ({
  kit,
}) => {
  const gauges = directoryGauges(kit.deps)
  const { log } = kit.deps
  const server = await serveMetrics({ host: '127.0.0.1', port: 0, hasCustomWecomBase: false, log, gauges })
  const { port } = server.address() as AddressInfo
  const scrape = async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}`)).text()
    return text.split('\n').filter((line) => /^desk_(wecom_refused|directory)/.test(line))
  }
  try {
    expect(await scrape()).toEqual([])
    await syncDirectory(kit.deps)
    const key = { kind: 'secret', subject: 'agent_token' } as const
    const at = kit.deps.clock.now()
    await saveRefusal(kit.deps.db, { ...key, errcode: 40001, configuration: 'x', at, until: new Date('2999-01-01') })
    kit.deps.clock.advanceSeconds(30)
    expect(await scrape()).toEqual([
      'desk_wecom_refused{kind="secret",subject="agent_token",errcode="40001"} 1',
      'desk_directory_age_seconds 30',
    ])
    await deleteRefusal(kit.deps.db, key)
    expect(await scrape()).toEqual(['desk_directory_age_seconds 30'])
    await holdDepartures(kit.deps)
    expect(await scrape()).toEqual(['desk_directory_age_seconds 30', 'desk_directory_held_members 30'])
  } finally {
    server.close()
  }
})
