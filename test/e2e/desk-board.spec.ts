import { boardTests } from './desk.board.ts'
import { onlyBeforeRelease, test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'
import { atDesk } from './viewports.ts'

test.describe.configure({ mode: 'serial' })
test.use({
  company: 'desk-board',
  ...atDesk,
  timezoneId: 'Asia/Shanghai',
})
test.setTimeout(300_000)

test.describe('the board at a desk', onlyBeforeRelease, () => {
  boardTests()
})

test.afterAll(printTaps)
