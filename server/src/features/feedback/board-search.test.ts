import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page-size'
import { gramsOf } from '@desk/shared/groups/similar-names'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect } from 'vitest'
import { feedbackFaqs, feedbackHandlers } from '../../db/schema/index.ts'
import { ask, feedbackCompany } from '../../testing/fixtures/feedback.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { listFaqs } from './faq/list-faqs.ts'
import { listFeedbackBoard } from './handling/list-board.ts'
import { type FeedbackId, findProblem, insertProblem, type ProblemRow, putGrams } from './model/feedback-queries.ts'

type Company = Awaited<ReturnType<typeof feedbackCompany>>

/** Stores `count` copies of a problem, with the columns of `patch` changed. */
async function copyProblem(kit: Kit, id: FeedbackId, count: number, patch: Partial<ProblemRow>): Promise<void> {
  const problem = await findProblem(kit.deps.db, id)
  if (!problem) throw new Error('The problem does not exist')
  await kit.deps.db.transaction(async (tx) => {
    for (let copied = 0; copied < count; copied += 1) {
      const row = { ...problem, ...patch, id: kit.deps.ids.next('feedback') }
      await insertProblem(tx, row, gramsOf({ topic: row.title, pinyin: row.pinyin }))
    }
  })
}

/** Exports a search of the board, and returns the response of the download link. */
async function downloadExport(kit: Kit, { ops }: Company, format: 'csv' | 'xlsx', q: string): Promise<Response> {
  const { requestAs } = createTestClient(kit.deps)
  const response = await requestAs(ops, 'POST', '/api/feedback/board/export', { format, q })
  const { path } = (await response.json()) as { path: string }
  return requestAs(null, 'GET', path)
}

describe('the search of the board', () => {
  test('a search finds an open problem among many closed ones and those of other departments; a search of the FAQ finds the entry with the same question', async ({
    kit,
  }) => {
    const company = await feedbackCompany(kit)
    const { id } = await ask(kit, company.asker, '打印机连不上')
    await copyProblem(kit, id, 40, { state: 'solved' })
    await copyProblem(kit, id, 40, { departments: [company.south], askerId: 'third' })
    const found = await listFeedbackBoard(kit.deps, company.admin, { q: '打印机连不上' })
    expect(found.items.map((item) => item.id)).toEqual([id])
    expect(found).toMatchObject({ isCut: false, next: null })
    expect((await listFeedbackBoard(kit.deps, company.ops, { q: '打印机' })).items).toHaveLength(41)
    const answered = await listFeedbackBoard(kit.deps, company.admin, { q: '打印机', view: 'answered' })
    expect(answered.items).toHaveLength(40)
    const question = '打印机连不上'
    const faq = { id: kit.deps.ids.next('faq'), question, pinyin: '', answer: '重启。', changedBy: 'ops' }
    await kit.deps.db.insert(feedbackFaqs).values({ ...faq, changedAt: kit.deps.clock.now() })
    await kit.deps.db.transaction((tx) => putGrams(tx, faq.id, gramsOf({ topic: question, pinyin: '' })))
    expect((await listFaqs(kit.deps, company.asker, { q: question })).items).toMatchObject([{ id: faq.id }])
  })

  test('a search finds a problem of another department once the viewer handles it for an absent admin', async ({
    kit,
  }) => {
    const company = await feedbackCompany(kit)
    const { id } = await ask(kit, company.asker, '打印机连不上')
    const search = (view?: 'mine') =>
      listFeedbackBoard(kit.deps, company.southAdmin, { q: '打印机', ...(view ? { view } : {}) })
    expect((await search()).items).toEqual([])
    const handler = { problemId: id, userid: 'south', because: 'admin' as const, onBehalfOf: 'admin' }
    await kit.deps.db.insert(feedbackHandlers).values({ ...handler, since: kit.deps.clock.now() })
    expect((await search()).items).toMatchObject([{ id }])
    expect((await search('mine')).items).toMatchObject([{ id }])
  })

  test('a search that finds more than one page is marked as cut, on the board and in its files', async ({ kit }) => {
    const company = await feedbackCompany(kit)
    const { id } = await ask(kit, company.asker, '打印机连不上')
    const search = () => listFeedbackBoard(kit.deps, company.ops, { q: '打印机' })
    await copyProblem(kit, id, DESK_PAGE_SIZE - 1, {})
    expect(await search()).toMatchObject({ isCut: false, next: null })
    expect(await (await downloadExport(kit, company, 'csv', '打印机')).text()).toContain('"共 100 行，副本')
    await copyProblem(kit, id, 1, {})
    const cut = await search()
    expect(cut).toMatchObject({ isCut: true, next: null })
    expect(cut.items).toHaveLength(DESK_PAGE_SIZE)
    const text = await (await downloadExport(kit, company, 'csv', '打印机')).text()
    expect(text).toContain('"共 100 行，仅含最相近的，未必是全部')
    const [sheet] = await readXlsxFile(
      Buffer.from(await (await downloadExport(kit, company, 'xlsx', '打印机')).arrayBuffer()),
    )
    expect(sheet!.data.find(([name]) => name === '搜索')).toEqual(
      expect.arrayContaining(['打印机', '仅含最相近的 100 个，未必是全部']),
    )
  })

  test('a search for a text that more problems contain than are read is marked as cut, even when it finds none', async ({
    kit,
  }) => {
    const { ops } = await feedbackCompany(kit)
    await kit.deps.db.execute(
      `insert into feedback_grams (gram, object_id) select '=打印', 'fbk_x' || n from generate_series(1, 2000) as n`,
    )
    expect(await listFeedbackBoard(kit.deps, ops, { q: '打印' })).toMatchObject({ items: [], isCut: true })
  })
})
