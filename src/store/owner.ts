import { closeSync, openSync, readFileSync, statSync } from 'node:fs'

/** Who owns a file that this user may not read, by name or number; `undefined` where it may be read, or is not there. */
export function ownerOfUnreadable(path: string): string | undefined {
  try {
    closeSync(openSync(path, 'r'))
    return undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return undefined
  }
  try {
    return nameOf(statSync(path).uid)
  } catch {
    // Its directory may not be entered.
    return 'another user'
  }
}

function nameOf(uid: number): string {
  const users = usersHere()
    .split('\n')
    .map((line) => line.split(':'))
  const [name] = users.find(([, , id]) => id === String(uid)) ?? []
  return name ?? `user ${uid}`
}

/** Users of this machine alone: a directory service has more. */
function usersHere(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8')
  } catch {
    return ''
  }
}
