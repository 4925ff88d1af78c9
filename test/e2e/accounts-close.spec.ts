import { waitForDirectory } from '../lib/directory-read.ts'
import { closeTests, deletionTest, putPolicyInForce, transferTests } from './accounts.close.ts'
import { forcedTest } from './accounts.forced.ts'
import { type Cast, purchasing } from './accounts.leaver.ts'
import { onlyBeforeRelease, test } from './fixtures.ts'
import { printTaps, widths } from './count-taps.ts'

/** Accounts from the first to the last day. Each part has its own members, because a closed account stays closed. */
test.use({ company: 'accounts-close' })
test.setTimeout(180_000)

const machining: Cast = {
  leaver: { userid: 'dengchao', name: '邓超' },
  department: '精加工车间',
  topics: ['夜班交接', '工装借用'],
  partner: { userid: 'zhongkaiwen', name: '钟凯文' },
  ward: { userid: 'hanxueqin', name: '韩雪琴' },
  applicant: { userid: 'liangbo', name: '梁波', departmentId: 17, position: '数控操作工' },
  first: { userid: 'caimeiling', name: '蔡美玲' },
  above: { userid: 'penglei', name: '彭磊' },
  owner: { userid: 'songyang', name: '宋洋' },
  sponsor: { userid: 'yuting', name: '于婷' },
}

test.beforeAll(async ({ stack }) => {
  await waitForDirectory(stack.gatewayUrl)
  await putPolicyInForce(stack)
})
test.afterAll(printTaps)

test.describe('on the phone', () => {
  test.use(widths.phone)
  closeTests(purchasing)
  deletionTest(purchasing)
  transferTests({
    person: { userid: 'sunhao', name: '孙浩' },
    colleague: '赵丽霞',
    from: 11,
    admin: 'limin',
    department: '采购',
    position: '采购助理',
  })
  forcedTest({
    leaver: { userid: 'renyifan', name: '任一凡' },
    waived: { userid: 'jiangxin', name: '姜欣' },
    left: { userid: 'cuizhihao', name: '崔志豪' },
  })
})

test.describe('at a desk', onlyBeforeRelease, () => {
  test.use(widths.desk)
  closeTests(machining)
  deletionTest(machining)
  transferTests({
    person: { userid: 'maxiaoyu', name: '马晓宇' },
    colleague: '赵丽霞',
    from: 11,
    admin: 'limin',
    department: '采购',
    position: '采购跟单员',
  })
})
