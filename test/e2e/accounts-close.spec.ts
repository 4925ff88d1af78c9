import { closeTests, transferTests } from './accounts.close.ts'
import { test } from './fixtures.ts'
import { widths } from './count-taps.ts'

/** Accounts from the first to the last day. Each part has its own members, because a closed account stays closed. */
test.use({ company: 'accounts-close' })
test.setTimeout(180_000)

test.describe('on the phone', () => {
  test.use(widths.phone)
  closeTests({
    leaver: { userid: 'gaofeng', name: '高峰' },
    heir: { userid: 'xujiaqi', name: '徐佳琪' },
    partner: { userid: 'luowenjing', name: '罗文静' },
  })
  transferTests({
    person: { userid: 'sunhao', name: '孙浩' },
    admin: 'limin',
    department: '采购',
    position: '采购助理',
  })
})

test.describe('at a desk', () => {
  test.use(widths.desk)
  closeTests({
    leaver: { userid: 'dengchao', name: '邓超' },
    heir: { userid: 'wangfang', name: '王芳' },
    partner: { userid: 'zhongkaiwen', name: '钟凯文' },
  })
  transferTests({
    person: { userid: 'maxiaoyu', name: '马晓宇' },
    admin: 'limin',
    department: '采购',
    position: '采购跟单员',
  })
})
