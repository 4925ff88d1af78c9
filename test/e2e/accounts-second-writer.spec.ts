import { secondWriterEndTests } from './accounts.second-writer-end.ts'
import { secondWriterTests } from './accounts.second-writer.ts'
import { onlyBeforeRelease, test } from './fixtures.ts'
import { printTaps } from './count-taps.ts'

/** Joiners, movers and leavers where another system writes the directory too. */
test.describe.configure({ mode: 'serial' })
test.use({ company: 'accounts-second-writer' })
test.setTimeout(180_000)

test.describe('with a second writer of the directory', onlyBeforeRelease, () => {
  secondWriterTests()
  secondWriterEndTests()
})

test.afterAll(printTaps)
