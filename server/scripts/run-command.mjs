// Every command of package.json comes through here. It needs nothing but Node and npm, and installs what the command needs.
import { nodeVersionProblem } from './node-version.mjs'

/**
 * Runs the command that is named first on the command line, with the rest of it.
 * @param {() => Promise<{ commands: Record<string, import('./commands.mjs').Command> }>} load called once the packages are there
 */
export async function runCommand(load) {
  const problem = nodeVersionProblem(process.versions.node)
  if (problem) {
    console.error(problem)
    process.exit(1)
  }
  const { root } = await import('./paths.mjs')
  const { endChildrenWithUs } = await import('./processes.mjs')
  const { installIfNeeded } = await import('./install.mjs')
  process.chdir(root)
  const [name = '', ...args] = process.argv.slice(2)
  const { commands } = await load()
  const command = commands[name]
  if (!command) {
    console.error(`There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
    process.exit(1)
  }
  endChildrenWithUs()
  const status = (await installIfNeeded()) || (await command(args))
  // A command that serves resolves with nothing and stays.
  if (status !== undefined) process.exit(status)
}
