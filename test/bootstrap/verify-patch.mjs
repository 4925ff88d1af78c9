// Started by the test of the recipes in a copy of the tree, with the files that their patches touch.
import { verifyPatch } from './checks.mjs'

process.exit(await verifyPatch(process.argv.slice(2)))
