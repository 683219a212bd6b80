import { IIN } from './objects.js'

/** What an outstation remembers between messages. */
export class Outstation {
  readonly host: string
  restarted = false
  needTime = false
  unsolicited = false
  /** Away until then, after a restart. */
  downUntil = 0

  constructor(host: string) {
    this.host = host
  }

  get iin(): number {
    return (this.restarted ? IIN.restart : 0) + (this.needTime ? IIN.needTime : 0)
  }

  restart(now: number, seconds: number): void {
    this.restarted = true
    this.needTime = true
    this.unsolicited = false
    this.downUntil = now + seconds
  }
}
