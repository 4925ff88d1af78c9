import { waitForDirectory } from '../lib/directory-read.ts'
import { closeTests, deletionTest, putPolicyInForce, transferTests } from './accounts.close.ts'
import { forcedTest } from './accounts.forced.ts'
import { machining, purchasing } from './accounts.leaver.ts'
import { partnerEndTest } from './accounts.partner-end.ts'
import { onlyBeforeRelease, test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'
import { widths } from './viewports.ts'

/** Leavers, movers and the end of a partner's contract. Each part has its own members, because a closed account stays closed. */
test.use({ company: 'accounts-close' })
test.setTimeout(180_000)

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
  partnerEndTest({
    partner: { userid: 'duanzhiyuan', name: '段志远' },
    sponsor: { userid: 'limin', name: '李敏' },
  })
})
