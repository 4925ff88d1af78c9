import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CheckedRow } from '@desk/shared/accounts/account-schemas'
import type { JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { createApiClient } from '@desk/server/client'
import { fakeApi, withSetup } from '../../testing/with-setup.ts'
import { useImport } from './use-import.ts'

const rowOf = (no: number, name: string) => ({ no, name }) as JoinerRow
const checkedOf = (row: JoinerRow): CheckedRow => ({ row, departmentPath: [], faults: [], notices: [] }) as never

/** Mounts an import whose checks the test answers. */
function mountImport() {
  const submitted: JoinerRow[][] = []
  const answers: (() => Promise<void>)[] = []
  const fetch = (url: RequestInfo | URL, init?: RequestInit) => {
    const { rows } = JSON.parse(String(init?.body)) as { rows: JoinerRow[] }
    if (!String(url).endsWith('/check')) {
      submitted.push(rows)
      return Promise.resolve(Response.json({ id: 'bat_1' }))
    }
    return new Promise<Response>((resolve) => {
      answers.push(async () => {
        resolve(Response.json({ rows: rows.map(checkedOf) }))
        await vi.advanceTimersByTimeAsync(0)
      })
    })
  }
  const page = withSetup(() => useImport(), {
    api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
  })
  return { page, answers, submitted }
}
const names = (rows: readonly CheckedRow[]) => rows.map(({ row }) => row.name)

describe('useImport', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('after a row was removed, nothing is submitted before the next check has answered, and then only the rest', async () => {
    const { page, answers, submitted } = mountImport()
    void page.setRows([rowOf(1, '张伟'), rowOf(2, '李娜')])
    await vi.advanceTimersByTimeAsync(0)
    await answers[0]?.()
    void page.remove(1)
    expect(names(page.checked.value)).toEqual(['李娜'])
    void page.send(page.checked.value, () => undefined)
    await vi.advanceTimersByTimeAsync(0)
    expect(submitted).toEqual([])
    await answers[1]?.()
    await page.send(page.checked.value, () => undefined)
    expect(submitted.map((rows) => rows.map(({ name }) => name))).toEqual([['李娜']])
  })

  it('the answer to a check is dropped when a row was changed meanwhile', async () => {
    const { page, answers } = mountImport()
    void page.setRows([rowOf(1, '1380')])
    await vi.advanceTimersByTimeAsync(0)
    page.change(1, { name: '13800' })
    await answers[0]?.()
    expect([names(page.checked.value), page.isChecking.value]).toEqual([[], true])
    await vi.advanceTimersByTimeAsync(400)
    await answers[1]?.()
    expect([names(page.checked.value), page.isChecking.value]).toEqual([['13800'], false])
  })

  it('a row that is corrected while rows are being submitted is kept, and the others are not', async () => {
    const { page, answers, submitted } = mountImport()
    void page.setRows([rowOf(1, '张伟'), rowOf(2, '李娜')])
    await vi.advanceTimersByTimeAsync(0)
    await answers[0]?.()
    const sent = page.send(page.checked.value, () => undefined)
    page.change(2, { name: '李娜娜' })
    await sent
    expect(submitted.map((rows) => rows.map(({ name }) => name))).toEqual([['张伟', '李娜']])
    expect(page.rows.value.map(({ name }) => name)).toEqual(['李娜娜'])
    // The rows of an import are kept for the next visit.
    await page.setRows([])
    page.unmount()
  })

  it('the rows are restored after a visit to another page', async () => {
    const { page } = mountImport()
    void page.setRows([rowOf(1, '张伟')])
    page.unmount()
    const { page: restored } = mountImport()
    await vi.advanceTimersByTimeAsync(0)
    expect(restored.rows.value.map(({ name }) => name)).toEqual(['张伟'])
  })
})
