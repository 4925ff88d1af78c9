// The one way in: `npm start`, `npm test` and every other command of package.json come through here. Needs nothing but
// Node and npm, and installs what the command needs first.
import { nodeVersionProblem } from './node-version.mjs'

const problem = nodeVersionProblem(process.versions.node)
if (problem) {
  console.error(problem)
  process.exit(1)
}

const { root } = await import('./paths.mjs')
const { endChildrenWithUs } = await import('./processes.mjs')
const { installIfNeeded } = await import('./install.mjs')
const { commands } = await import('./commands.mjs')

process.chdir(root)
const [name = '', ...args] = process.argv.slice(2)
const command = commands[name]
if (!command) {
  console.error(`There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
  process.exit(1)
}
endChildrenWithUs()
const status = (await installIfNeeded()) || (await command(args))
// A command that serves resolves with nothing and stays.
if (status !== undefined) process.exit(status)
