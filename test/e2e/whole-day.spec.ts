import { eveningTests } from './whole-day.evening.ts'
import { test } from './whole-day.fixtures.ts'
import { morningTests } from './whole-day.morning.ts'
import { noonTests } from './whole-day.noon.ts'
import { weekendTests } from './whole-day.weekend.ts'

/**
 * A Friday of 澜江精密, the weekend and the Monday after it, on two instances of the built product: requests, delegation,
 * policies, groups and a lost phone. Each part continues where the previous one ended.
 */
test.describe.configure({ mode: 'serial' })
test.setTimeout(90_000)

morningTests()
noonTests()
eveningTests()
weekendTests()
