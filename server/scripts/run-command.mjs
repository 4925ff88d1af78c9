// Entry point of every command of package.json. It requires only Node and npm, and installs what the command needs.
import { nodeVersionProblem } from './node-version.mjs'

/**
 * Runs the command named first on the command line, with the remaining arguments.
 * @param {() => Promise<{ commands: Record<string, import('./commands.mjs').Command> }>} load called after the
 * installation
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
    console.error(`There is no command "${name}". Commands: ${Object.keys(commands).join(', ')}.`)
    process.exit(1)
  }
  endChildrenWithUs()
  const status = (await installIfNeeded()) || (await command(args))
  // A command that serves resolves with undefined and continues.
  if (status !== undefined) process.exit(status)
}
