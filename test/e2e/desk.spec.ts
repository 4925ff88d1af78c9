import { apiJourney } from './desk.api.ts'
import { test } from './fixtures.ts'

test.use({ company: 'of the desk', viewport: { width: 1280, height: 800 } })
test.describe.configure({ mode: 'serial' })

apiJourney()
