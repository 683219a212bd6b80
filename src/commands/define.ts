import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs'

/** A command whose arguments have the types its builder gives them. */
export function define<T>(command: {
  readonly command: string
  readonly describe: string
  readonly builder: (yargs: Argv) => Argv<T>
  readonly handler: (args: ArgumentsCamelCase<T>) => void | Promise<void>
}): CommandModule {
  return command as unknown as CommandModule
}

/** A command that only has commands under it. */
export function group(
  command: string,
  describe: string,
  actions: readonly CommandModule[],
): CommandModule {
  return {
    command: `${command} [action]`,
    describe,
    builder: (yargs) => {
      for (const action of actions) yargs.command(action)
      const names = actions.map((action) => String(action.command).split(' ')[0])
      return yargs.demandCommand(1, `Say what to do: ${names.join(', ')}.`)
    },
    handler: () => undefined,
  }
}
