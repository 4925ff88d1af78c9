import { runCommand } from '../../server/scripts/run-command.mjs'

await runCommand(() => import('./commands.mjs'))
