import { expect, it } from 'vitest'
import type { MemberOption } from '../../platform/member-option.ts'
import { searchWithin } from './search-within.ts'

const person = (userid: string, name: string): MemberOption => ({ userid, name, department: [] })
const many = Array.from({ length: 150 }, (_, index) => person(`u${String(index)}`, `同事${String(index)}`))
const chosen = [...many, person('MaXiaoyu', '马晓宇')]
const { signal } = new AbortController()

it('searchWithin finds chosen members by any part of their name without calling the directory', async () => {
  const search = searchWithin(
    () => chosen,
    () => Promise.reject(new Error('asked')),
  )
  expect((await search(' 事149 ', signal)).map(({ userid }) => userid)).toEqual(['u149'])
  expect(await search('晓宇', signal)).toMatchObject([{ userid: 'MaXiaoyu' }])
  expect(await search('同事', signal)).toHaveLength(20)
})

it('searchWithin finds chosen members by pinyin through the directory, and no other members', async () => {
  const search = searchWithin(
    () => chosen,
    () => Promise.resolve([person('maxiaoyu', '马晓宇'), person('other', '马小雨')]),
  )
  expect((await search('mxy', signal)).map(({ userid }) => userid)).toEqual(['MaXiaoyu'])
})
