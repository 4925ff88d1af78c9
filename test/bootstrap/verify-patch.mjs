// Started by `test/drills/recipes.test.ts` in a copy of the tree, with the files that the patches change.
import { verifyPatch } from './checks.mjs'

process.exit(await verifyPatch(process.argv.slice(2)))
